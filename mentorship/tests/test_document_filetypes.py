"""What a file is by what it holds, whatever it is called."""

import pytest

from mentorship.people.documents.filetypes import FILE_TYPES, file_type_named, file_type_of, is_called
from mentorship.testing.files import DOCX, JPEG, ODT, PDF, PNG, TEXT, XLSX, office, open_document


@pytest.mark.parametrize(
    ("content", "name", "called"),
    [
        pytest.param(PDF, "PDF", "a.pdf", id="pdf"),
        pytest.param(b"\n" * 100 + PDF, "PDF", "A.PDF", id="pdf-after-blank-lines"),
        pytest.param(JPEG, "JPEG", "a.jpeg", id="jpeg"),
        pytest.param(PNG, "PNG", "a.png", id="png"),
        pytest.param(DOCX, "Word", "a.b.docx", id="docx"),
        pytest.param(XLSX, "Excel", "a.xlsx", id="xlsx"),
        pytest.param(ODT, "OpenDocument", "a.odt", id="odt"),
        pytest.param(TEXT, "Text", "a.txt", id="utf-8"),
        pytest.param("Sorø".encode("cp1252"), "Text", "a.txt", id="windows"),
        pytest.param("\ufeffSorø".encode("utf-16"), "Text", "a.txt", id="utf-16"),
    ],
)
def test_kept_kinds(content, name, called):
    found = file_type_of(content)
    assert found.name == name
    assert is_called(found, called)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"MZ\x90\x00\x03", id="program"),
        pytest.param(b"\x7fELF\x02", id="linux-program"),
        pytest.param(b"PK\x03\x04broken", id="damaged-zip"),
        pytest.param(office("ppt/presentation.xml"), id="slides"),
        pytest.param(office("word/document.xml", "word/vbaProject.bin"), id="word-with-macros"),
        pytest.param(office("xl/workbook.xml", "xl/VBAPROJECT.BIN"), id="excel-with-macros"),
        pytest.param(open_document("Basic/Standard/Module1.xml"), id="odt-with-macros"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", id="old-word"),
        pytest.param(b"text\x00with a null", id="null"),
        pytest.param(b"text \x1b[2J", id="escape"),
        pytest.param(b"\xff\xfe\x00", id="half-utf-16"),
        pytest.param(b"  \n ", id="blank"),
        pytest.param(b"", id="empty"),
        pytest.param(b"GIF89a\x01\x00", id="gif"),
    ],
)
def test_other_kinds_are_not_kept(content):
    assert file_type_of(content) is None


@pytest.mark.parametrize("name", ["a.txt", "a", "pdf", ".pdf", "a.pdf.exe", ""])
def test_a_name_that_says_otherwise(name):
    assert not is_called(file_type_of(PDF), name)


def test_every_kind_is_found_by_its_content_type():
    assert [file_type_named(kind.content_type) for kind in FILE_TYPES] == list(FILE_TYPES)
    assert file_type_named("application/x-msdownload") is None
