"""The evaluator's zip as an evaluator opens it: pandas, with the types the codebook tells."""

import io
import zipfile
from pathlib import Path

import pandas

TYPES = {
    "text": "string",
    "category": "category",
    "integer": "Int64",
    "boolean": "Int64",
    "decimal": "Float64",
    "date": "datetime64[us]",
}


def open_zip(path: Path) -> dict[str, pandas.DataFrame]:
    """Each file by its name, read by the codebook that lies beside it; a cell of another type raises."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if name.endswith(".csv")}
    book = _read(files.pop("codebook.csv"), dtype="string")
    frames = {}
    for name, data in files.items():
        kinds = dict(book.loc[book["file"] == name, ["column", "type"]].itertuples(index=False))
        frame = _read(data, dtype={c: TYPES[kind] for c, kind in kinds.items() if kind != "date"})
        for column, kind in kinds.items():
            if kind == "date":
                frame[column] = pandas.to_datetime(frame[column], format="%Y-%m-%d").astype(TYPES[kind])
        if {column: str(kind) for column, kind in frame.dtypes.items()} != {
            column: str(TYPES[kind]).replace("string", str(pandas.StringDtype()))
            for column, kind in kinds.items()
        }:
            raise AssertionError(f"{name} is not as the codebook says: {frame.dtypes} {kinds}")
        frames[name] = frame
    return frames


def _read(data: bytes, **options) -> pandas.DataFrame:
    return pandas.read_csv(io.BytesIO(data), sep=";", decimal=",", encoding="utf-8-sig", **options)
