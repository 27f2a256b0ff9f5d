"""Spreadsheets as tests read them."""

import io
from typing import Any

from openpyxl import load_workbook


def read_sheet(response: Any) -> list[dict[str, Any]]:
    """The rows of the answer's one sheet, by their heads."""
    lines = list(open_sheet(response).iter_rows(values_only=True))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def open_sheet(response: Any) -> Any:
    return load_workbook(io.BytesIO(whole(response))).active


def whole(response: Any) -> bytes:
    return b"".join(response.streaming_content)
