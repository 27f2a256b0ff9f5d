"""Writing an export: typed cells in the dialect asked for, to a folder or into a streamed zip."""

import csv
import datetime
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.encoding import force_str

from mentorship.models import User
from mentorship.trail import record_act
from reporting.exports.columns import CODEBOOK, FILES, Column
from reporting.exports.readme import readme
from reporting.exports.request import ExportRequest
from reporting.exports.rows import Row, Rows

BLOCK = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NAMES = (*FILES, "codebook.csv", "README.txt")


def cell(value: Any, kind: str, dialect: str) -> str:
    """One value as text. Only text can begin a formula, so only text is neutralised; numbers stay numbers."""
    if value is None or value == "":
        return ""
    if kind == "boolean":
        return "1" if value else "0"
    if kind == "date":
        day: datetime.date = value
        return day.isoformat()
    if kind == "integer":
        return str(int(value))
    if kind == "decimal":
        number = f"{Decimal(str(value)):f}"
        return number.replace(".", ",") if dialect == "danish" else number
    text = force_str(value).replace("\r", " ").replace("\n", " ").replace("\0", "")
    return (
        f"'{text}"
        if text.lstrip(" \N{NO-BREAK SPACE}").startswith(FORMULA) or text.startswith("\t")
        else text
    )


def blocks(columns: tuple[Column, ...], rows: Iterable[Row], dialect: str) -> Iterator[tuple[bytes, int]]:
    """The file as (bytes, number of rows in them), a block at a time; the header comes first."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if dialect == "danish" else ",", lineterminator="\r\n")
    if dialect == "danish":
        out.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    writer.writerow([column.name for column in columns])
    kinds, waiting = [column.kind for column in columns], 0
    for row in rows:
        writer.writerow([cell(value, kind, dialect) for value, kind in zip(row, kinds, strict=True)])
        waiting += 1
        if waiting == BLOCK:
            yield out.getvalue().encode(), waiting
            out.seek(0)
            out.truncate()
            waiting = 0
    yield out.getvalue().encode(), waiting


def codebook_rows() -> Iterator[Row]:
    for file, columns in FILES.items():
        for column in columns:
            yield file, column.name, column.kind, column.unit, column.allowed, column.da, column.en


def files(request: ExportRequest) -> Iterator[tuple[str, Iterator[bytes]]]:
    """(name, bytes) of each file in turn; take the bytes of one before asking for the next."""
    rows, told = Rows(request), []
    for name in NAMES[:-1]:
        columns = FILES.get(name, CODEBOOK)
        digest, count = hashlib.sha256(), [0]

        def content(
            name: str = name,
            columns: tuple[Column, ...] = columns,
            digest: Any = digest,
            count: list[int] = count,
        ) -> Iterator[bytes]:
            source = rows.of(name) if name in FILES else codebook_rows()
            for block, number in blocks(columns, source, request.dialect):
                digest.update(block)
                count[0] += number
                yield block

        yield name, content()
        told.append((name, count[0], digest.hexdigest()))
    yield NAMES[-1], iter([readme(request, told)])


def export_to_folder(*, request: ExportRequest, folder: Path, by: User | None) -> list[str]:
    """Write every file into `folder`, made where it is missing; a line in the trail. Returns the names."""
    request.check()
    folder.mkdir(parents=True, exist_ok=True)
    _record(request, by)
    written = []
    for name, content in files(request):
        with (folder / name).open("wb") as out:
            out.writelines(content)
        written.append(name)
    return written


def stream_zip(*, request: ExportRequest, by: User | None) -> Iterator[bytes]:
    """The same files as a zip, block by block; the trail is written before the first byte leaves."""
    request.check()
    _record(request, by)
    return _zipped(request)


def _record(request: ExportRequest, by: User | None) -> None:
    record_act(
        kind="evaluation.exported",
        subject=request.programme,
        by=by,
        programme=request.programme,
        **request.described(),
    )


class _Pipe(io.RawIOBase):
    """What the zip writes, until it is taken."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.waiting.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken, self.waiting = b"".join(self.waiting), []
        return taken


def _zipped(request: ExportRequest) -> Iterator[bytes]:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files(request):
            with archive.open(name, "w") as out:
                for block in content:
                    out.write(block)
                    if taken := pipe.take():
                        yield taken
    yield pipe.take()
