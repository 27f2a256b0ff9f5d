"""What kind of file something is by what it holds. What it is called must agree, but proves nothing."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument.text"
PDF_WITHIN = 1024  # readers accept a PDF that begins this far in
PROGRAM = re.compile(r"vbaproject|^(?:basic|scripts)/.", re.IGNORECASE)
CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f")


@dataclass(frozen=True, slots=True)
class FileType:
    """`name` is what people call it; `extensions` what a file of it may be called, the usual one first."""

    name: str
    content_type: str
    extensions: tuple[str, ...]
    holds: Callable[[bytes], bool]


def file_type_of(content: bytes) -> FileType | None:
    """The type whose marks `content` bears; None for anything that is not kept here."""
    return next((kind for kind in FILE_TYPES if kind.holds(content)), None)


def is_called(kind: FileType, file_name: str) -> bool:
    """Whether a file called so may be of `kind`."""
    return PurePath(file_name).suffix.lower() in kind.extensions


def file_type_named(content_type: str) -> FileType | None:
    return next((kind for kind in FILE_TYPES if kind.content_type == content_type), None)


def _begins_with(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(marks)


def _is_pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:PDF_WITHIN]


def _members(content: bytes) -> set[str]:
    """Names in a zip; none where it is no whole zip, or holds programs of its own (macros)."""
    if not content.startswith(b"PK\x03\x04"):
        return set()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return set()
    return set() if any(PROGRAM.search(name) for name in names) else names


def _office(part: str) -> Callable[[bytes], bool]:
    return lambda content: {"[Content_Types].xml", part} <= _members(content)


def _is_open_document(content: bytes) -> bool:
    """The type stands unpacked as the first member, so that it can be read without unpacking."""
    return b"mimetype" + OPEN_DOCUMENT.encode() in content[:200] and "content.xml" in _members(content)


def _is_text(content: bytes) -> bool:
    """Text as Windows, Macs and phones write it: no other control characters than tabs and line ends."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            content = content.decode("utf-16").encode()
        except UnicodeDecodeError:
            return False
    return bool(content.strip()) and not CONTROLS.intersection(content)


FILE_TYPES = (
    FileType("PDF", "application/pdf", (".pdf",), _is_pdf),
    FileType("JPEG", "image/jpeg", (".jpg", ".jpeg"), _begins_with(b"\xff\xd8\xff")),
    FileType("PNG", "image/png", (".png",), _begins_with(b"\x89PNG\r\n\x1a\n")),
    FileType("Word", WORD, (".docx",), _office("word/document.xml")),
    FileType("Excel", EXCEL, (".xlsx",), _office("xl/workbook.xml")),
    FileType("OpenDocument", OPEN_DOCUMENT, (".odt",), _is_open_document),
    FileType("Text", "text/plain", (".txt",), _is_text),
)
EXTENSIONS = tuple(extension for kind in FILE_TYPES for extension in kind.extensions)
