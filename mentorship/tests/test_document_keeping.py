"""Documents in the store: sealed, never half there, taken away once, and swept."""

import datetime

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError
from django.utils import timezone

from mentorship.errors import DomainError
from mentorship.models import Act, Document
from mentorship.people.documents import (
    DocumentGone,
    add_document,
    keeping,
    read_document,
    remove_document,
    sweep_store,
)
from mentorship.people.documents.keeping import store
from mentorship.people.documents.scanning import ScannerUnreachable
from mentorship.tasks import sweep_documents
from mentorship.testing.factories import MentorFactory, RefugeeFactory, UserFactory
from mentorship.testing.files import PDF, TEXT
from mentorship.testing.races import all_at_once, shared_database
from mentorship.vocabulary import ScanState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """A store of the real kind, in a folder of the test's own."""
    place = tmp_path / "documents"
    storages = dict(settings.STORAGES)
    storages["documents"] = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(place), "file_permissions_mode": 0o600},
    }
    settings.STORAGES = storages
    return place


def kept(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def add(row=None, *, content=TEXT, file_name="a.txt", by=None, **fields):
    fields = {"kind": "plan", "title": "Fælles plan"} | fields
    return add_document(
        enrolment=row or RefugeeFactory(),
        content=content,
        file_name=file_name,
        by=by or UserFactory(),
        **fields,
    )


def scanner(answer):
    def scan(content):
        if isinstance(answer, Exception):
            raise answer
        return answer

    return scan


@pytest.fixture
def answers(monkeypatch):
    """`answers(x)`: the scanner says x from now on."""
    return lambda answer: monkeypatch.setattr(keeping, "scan", scanner(answer))


def test_what_is_kept_is_sealed_and_comes_back_whole(folder):
    document = add(MentorFactory(), content=PDF, file_name="Navn Navnesen.pdf")
    assert kept(folder) == [str(document.key)]
    on_disk = (folder / str(document.key)).read_bytes()
    assert b"PDF" not in on_disk
    assert (folder / str(document.key)).stat().st_mode & 0o777 == 0o600
    assert read_document(document) == PDF
    assert (document.content_type, document.size) == ("application/pdf", len(PDF))
    assert "Navnesen" not in str(Act.objects.get().detail) + document.title


def test_the_trail_names_no_title(folder):
    row, by = RefugeeFactory(), UserFactory()
    document = add(row, by=by)
    act = Act.objects.get(kind="document.added", subject_id=str(row.pk))
    assert act.detail == {"document": document.pk, "what": "plan", "scan": "not_scanned"}
    assert act.by_id == by.pk


@pytest.mark.parametrize(
    ("content", "file_name", "said"),
    [
        pytest.param(b"", "a.txt", "tom", id="empty"),
        pytest.param(b"MZ\x00", "a.pdf", "gemmes ikke", id="program-called-pdf"),
        pytest.param(PDF, "a.txt", "passer ikke", id="pdf-called-text"),
        pytest.param(PDF, "a.pdf.exe", "passer ikke", id="pdf-called-program"),
    ],
)
def test_what_may_not_be_kept_leaves_nothing(folder, content, file_name, said):
    with pytest.raises(DomainError, match=said):
        add(content=content, file_name=file_name)
    assert kept(folder) == []
    assert not Document.objects.exists()


def test_the_size_limit_is_a_setting(folder, settings):
    settings.DOCUMENT_MAX_BYTES = 10
    add(content=b"0123456789")
    with pytest.raises(DomainError, match="større end"):
        add(content=b"0123456789!")
    assert len(kept(folder)) == 1


class TestScanning:
    def test_without_a_scanner_the_row_says_so(self, folder):
        assert add().scan == ScanState.NOT_SCANNED

    def test_a_clean_file_is_marked(self, folder, answers):
        answers(ScanState.CLEAN)
        assert add().scan == ScanState.CLEAN

    def test_an_infected_file_is_refused_and_told_of(self, folder, answers):
        answers(ScanState.INFECTED)
        row = RefugeeFactory()
        with pytest.raises(DomainError, match="virus"):
            add(row)
        assert kept(folder) == []
        assert not Document.objects.exists()
        assert Act.objects.get().kind == "document.refused"

    def test_nothing_is_kept_while_the_scanner_is_silent(self, folder, answers):
        answers(ScannerUnreachable())
        with pytest.raises(DomainError, match="svarer ikke"):
            add()
        assert kept(folder) == []


class TestHalfWay:
    def test_a_row_that_is_not_written_leaves_no_file(self, folder, monkeypatch):
        def fail(**kwargs):
            raise DatabaseError("gone")

        monkeypatch.setattr(keeping, "record_act", fail)
        with pytest.raises(DatabaseError):
            add()
        assert kept(folder) == []
        assert not Document.objects.exists()

    def test_a_file_that_is_not_written_leaves_no_row(self, folder, monkeypatch):
        folder.parent.joinpath("documents").write_text("not a folder")
        with pytest.raises(OSError, match="documents"):
            add()
        assert not Document.objects.exists()

    def test_a_document_whose_bytes_are_gone_says_so(self, folder):
        document = add()
        (folder / str(document.key)).unlink()
        with pytest.raises(DocumentGone):
            read_document(document)

    def test_bytes_that_were_tampered_with_are_not_handed_out(self, folder):
        document = add()
        (folder / str(document.key)).write_bytes(b"something else")
        with pytest.raises(DocumentGone):
            read_document(document)


class TestRemoving:
    def test_content_and_title_go_and_the_row_stays_signed(self, folder, django_capture_on_commit_callbacks):
        document, by = add(), UserFactory()
        with django_capture_on_commit_callbacks(execute=True):
            remove_document(document=document, by=by)
        document.refresh_from_db()
        assert (document.title, document.removed_by) == ("", by)
        assert document.removed_at is not None
        assert kept(folder) == []
        assert not Document.objects.kept().exists()
        assert Act.objects.filter(kind="document.removed", by_id=by.pk).count() == 1

    def test_the_file_stays_until_the_removal_is_certain(self, folder, django_capture_on_commit_callbacks):
        document = add()
        with django_capture_on_commit_callbacks(execute=False):
            remove_document(document=document, by=UserFactory())
            assert kept(folder) == [str(document.key)]

    def test_a_second_removal_is_refused(self, folder):
        document = add()
        remove_document(document=document, by=UserFactory())
        with pytest.raises(DomainError, match="allerede"):
            remove_document(document=document, by=UserFactory())


@pytest.mark.django_db(transaction=True)
def test_of_many_who_remove_at_once_one_does(folder, tmp_path):
    document, by = add(), UserFactory()
    with shared_database(tmp_path):
        outcomes = all_at_once(lambda _: remove_document(document=document, by=by), range(8), workers=4)
        acts = Act.objects.filter(kind="document.removed").count()
    assert sum(isinstance(outcome, Document) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, DomainError) for outcome in outcomes) == 7
    assert acts == 1
    assert kept(folder) == []


class TestSweep:
    def later(self, time_machine):
        time_machine.move_to(timezone.now() + datetime.timedelta(hours=2))

    def test_orphans_and_leftovers_go_what_is_kept_stays(self, folder, time_machine):
        document, removed = add(), add()
        remove_document(document=removed, by=UserFactory())  # nobody runs the hook: the process was killed
        orphan = store().save("00000000-0000-4000-8000-000000000000", ContentFile(b"x"))
        foreign = store().save("README", ContentFile(b"x"))
        self.later(time_machine)
        assert sweep_documents() == 2
        assert kept(folder) == sorted([str(document.key), foreign])
        assert orphan not in kept(folder)

    def test_what_somebody_is_saving_now_is_left(self, folder):
        orphan = store().save("00000000-0000-4000-8000-000000000000", ContentFile(b"x"))
        assert sweep_store() == 0
        assert kept(folder) == [orphan]

    def test_a_store_nobody_has_used_is_no_trouble(self, folder):
        assert sweep_store() == 0
