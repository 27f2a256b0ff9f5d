"""Documents on the person's page: who brings, reads and removes them, and under which name they leave."""

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mentorship.models import Document, LookUp
from mentorship.people.documents import add_document
from mentorship.testing.factories import MentorFactory, RefugeeFactory
from mentorship.testing.files import PDF, TEXT
from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return people_world()


@pytest.fixture
def leader(client, world):
    client.force_login(world.leader)
    return client


def refugee(world, **fields):
    fields.setdefault("municipality", world.soroe)
    fields.setdefault("person__name", "Kanarie Opdigtet")
    return RefugeeFactory(programme=world.programme, **fields)


def mentor(world, **fields):
    fields.setdefault("municipality", world.soroe)
    return MentorFactory(programme=world.programme, **fields)


def document(world, row, **fields):
    told = {"kind": "plan", "title": "Fælles plan", "file_name": "a.pdf", "content": PDF} | fields
    return add_document(enrolment=row, by=world.leader, **told)


def url(row, page="", *args):
    return reverse(f"people:{row.side}{page}", args=[row.programme.key, row.pk, *args])


def send(client, row, *, name="Kanarie Opdigtet.pdf", content=PDF, **fields):
    file = SimpleUploadedFile(name, content, content_type="application/x-lie")
    data = {"kind": "agreement", "title": "Aftale om tirsdage", "file": file} | fields
    return client.post(url(row, "_document_add"), data)


def test_a_file_is_kept_and_stands_on_the_page(leader, world):
    row = refugee(world)
    response = send(leader, row)
    assert response.url == f"{url(row)}#dokumenter"
    kept = Document.objects.get()
    assert (kept.content_type, kept.uploaded_by, kept.refugee) == ("application/pdf", world.leader, row)
    html = leader.get(url(row)).content.decode()
    for text in ("Aftale om tirsdage", "Ikke virusscannet", "Dokumenter (1)", "Lene Bach"):
        assert text in html


def test_what_is_refused_says_why_and_keeps_what_was_written(leader, world):
    row = refugee(world)
    response = send(leader, row, content=b"MZ\x00")
    html = response.content.decode()
    assert response.status_code == 400
    assert "gemmes ikke" in html
    assert 'value="Aftale om tirsdage"' in html
    assert not Document.objects.exists()


@pytest.mark.parametrize("missing", ["kind", "file"])
def test_kind_and_file_must_be_there(leader, world, missing):
    response = send(leader, refugee(world), **{missing: ""})
    assert response.status_code == 400
    assert not Document.objects.exists()


def test_too_large_a_file_is_refused(leader, world, settings):
    settings.DOCUMENT_MAX_BYTES = 5
    assert send(leader, refugee(world)).status_code == 400


def test_it_leaves_as_a_file_under_a_name_that_names_nobody(leader, world):
    row = refugee(world, case_number='B 44/17"ø')
    response = leader.get(url(row, "_document", document(world, row, title="Kanarie").key))
    assert response.content == PDF
    assert response["Content-Disposition"] == 'attachment; filename="plan-B-44-17.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert LookUp.objects.get().what == "document"


def test_one_whose_bytes_are_gone_leads_back_with_a_word(leader, world):
    row = refugee(world)
    kept = document(world, row)
    storages["documents"].delete(str(kept.key))
    response = leader.get(url(row, "_document", kept.key), follow=True)
    assert "kan ikke læses" in response.content.decode()


def test_a_removed_one_is_gone_and_its_row_says_who(leader, world):
    row = refugee(world)
    kept = document(world, row)
    response = leader.post(url(row, "_document_remove", kept.key), follow=True)
    html = response.content.decode()
    assert "Fælles plan" not in html
    assert "Plan, fjernet" in html
    assert leader.get(url(row, "_document", kept.key)).status_code == 404
    assert not storages["documents"].exists(str(kept.key))
    again = leader.post(url(row, "_document_remove", kept.key), follow=True)
    assert "allerede fjernet" in again.content.decode()


def test_a_document_is_found_on_its_own_case_alone(leader, world):
    one, other = refugee(world), refugee(world)
    kept = document(world, other)
    assert leader.get(url(one, "_document", kept.key)).status_code == 404
    assert leader.post(url(one, "_document_remove", kept.key)).status_code == 404


def test_a_partner_sees_and_brings_those_of_its_own_mentors(client, world):
    own, foreign = mentor(world, organisation=world.partner), mentor(world)
    theirs = document(world, foreign)
    client.force_login(world.partner_user())
    assert send(client, own).status_code == 302
    assert client.get(url(own, "_document", Document.objects.get(mentor=own).key)).status_code == 200
    assert client.get(url(foreign, "_document", theirs.key)).status_code == 404
    assert send(client, foreign).status_code == 404


def test_who_may_only_read_gets_no_form(client, world):
    row = mentor(world, organisation=None)
    kept = document(world, row)
    user = world.consultant()
    client.force_login(user)
    page = url(row)
    purpose = reverse("people:mentor_purpose", args=[row.programme.key, row.pk])
    client.post(purpose, {"ground": "other", "purpose": "Afløser en kollega", "next": page})
    html = client.get(page).content.decode()
    assert "Fælles plan" in html
    assert f'action="{url(row, "_document_add")}"' not in html
    assert client.get(url(row, "_document", kept.key)).status_code == 200
    assert client.post(url(row, "_document_remove", kept.key)).status_code == 403


@pytest.mark.parametrize("rows", [1, 20])
def test_the_panel_costs_the_same_whatever_it_holds(leader, world, rows, django_assert_max_num_queries):
    row = refugee(world)
    for _ in range(rows):
        document(world, row, content=TEXT, file_name="a.txt")
    leader.get(url(row))
    with django_assert_max_num_queries(40):
        leader.get(url(row))
