"""Import in the browser, page by page, without script: from the file to what came of it, and back."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mentorship.jobs import run_job
from mentorship.models import Act, ColumnMapping, ImportBatch, Job, JobState, LookUp, Mentor, Upload
from mentorship.people import uploads
from mentorship.permissions import Role
from mentorship.testing.factories import MentorFactory, UserFactory
from mentorship.tests.people_world import people_world
from mentorship.tests.roster_world import roster

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roster_day")]
ODD = {
    "Den frivilliges navn": "name",
    "Hjemkommune": "municipality",
    "Vores nr.": "case_number",
    "Mailadr.": "email",
    "Mobilnr.": "phone",
    "Årgang": "birth_year",
    "Taler": "languages",
    "Kan lide": "interests",
    "Skostørrelse": "",
    "Via": "recruited_through",
}
ROWS = "Navn;Kommune;E-mail;Fødselsår\n"


@pytest.fixture
def world():
    return people_world()


@pytest.fixture
def leader(client, world):
    client.force_login(world.leader)
    return client


def url(world, page, *args):
    return reverse(f"people:{page}", args=[world.programme.key, *args])


def upload(client, world, data, kind="mentor", name="fil.csv"):
    content = data if isinstance(data, bytes) else data.encode()
    return client.post(url(world, "import_new", kind), {"file": SimpleUploadedFile(name, content)})


def choose(client, world, row, mapping):
    fields = {f"c{index}": key for index, key in enumerate(mapping.values())}
    return client.post(url(world, "import_columns", row.key), fields)


def taken(client, world, data=ROWS + "Bo;Sorø;;\n", **options):
    """A file uploaded, with its columns as they were recognised."""
    upload(client, world, data, **options)
    return Upload.objects.latest("pk")


def imported(client, world, row):
    """The job asked for and carried out; the batch."""
    response = client.post(url(world, "import_start", row.key))
    run_job(str(Job.objects.latest("pk").key))
    row.refresh_from_db()
    return response, row.batch


def test_a_file_with_odd_heads_goes_all_the_way_and_back(leader, world):
    response = upload(leader, world, roster("odd_heads.csv"))
    row = Upload.objects.get()
    assert response.url == url(world, "import_columns", row.key)
    page = leader.get(response.url)
    assert page.context["rows"][0]["samples"] == (
        "Agnete Opdigtet",
        "Bertil Opdigtet",
        "Cecilie Opdigtet",
    )
    assert choose(leader, world, row, ODD).url == url(world, "import_preview", row.key)
    preview = leader.get(url(world, "import_preview", row.key))
    assert preview.context["to_do"]["state"] == "decide"
    assert preview.context["left_out"] == ["Skostørrelse"]
    duplicates = leader.get(url(world, "import_duplicates", row.key))
    assert [entry["line"] for entry in duplicates.context["entries"]] == [7]
    answer = leader.post(url(world, "import_duplicates", row.key), {"line-7": "0"})
    assert answer.url == url(world, "import_preview", row.key)
    started, batch = imported(leader, world, row)
    assert "/job/" in started.url
    assert leader.get(started.url).context["result_url"] == url(world, "import_result", batch.pk)
    result = leader.get(url(world, "import_result", batch.pk))
    assert [entry["case_number"] for entry in result.context["entries"]] == [
        *("F-101", "F-102", "F-103", "F-104", "F-105", "F-107", "F-108")
    ]
    assert leader.get(url(world, "imports")).context["rows"][0]["added"] == 7
    leader.post(url(world, "import_undo", batch.pk))
    assert not Mentor.objects.exists()
    assert leader.get(url(world, "import_result", batch.pk)).context["undone_by"] == str(world.leader)


def test_an_import_that_failed_leads_back_to_the_file(leader, client, world):
    row = taken(leader, world)
    page = leader.post(url(world, "import_start", row.key)).url
    Job.objects.update(state=JobState.FAILED, error="Ikke i dag.", finished_at=timezone.now())
    Upload.objects.update(batch=None)
    shown = leader.get(page)
    assert shown.context["failed"]
    assert shown.context["back_url"] == url(world, "import_preview", row.key)
    client.force_login(UserFactory(leader_of=world.programme))
    assert client.get(page).context["back_url"] == url(world, "imports"), "the file is another's"


def test_the_columns_are_remembered_for_the_next_file(leader, world):
    row = taken(leader, world, roster("odd_heads.csv"))
    choose(leader, world, row, ODD)
    saved = ColumnMapping.objects.get()
    assert (saved.heads, saved.saved_by) == (ODD, world.leader)
    again = taken(leader, world, "Via;Hjemkommune;Den frivilliges navn;Alder;Køn\nopslag;Sorø;Bo;4;mand\n")
    assert again.mapping == {
        "Via": "recruited_through",
        "Hjemkommune": "municipality",
        "Den frivilliges navn": "name",
        "Alder": "",
        "Køn": "gender",
    }
    assert taken(leader, world, "Via\nopslag\n", kind="refugee").mapping == {"Via": ""}


def test_the_file_is_sealed_and_emptied_when_it_is_in(leader, world):
    row = taken(leader, world, ROWS + "Bo Hemmelig;Sorø;;\n")
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM mentorship_upload")
        assert b"Hemmelig" not in bytes(cursor.fetchone()[0])
    imported(leader, world, row)
    assert bytes(row.content) == b""


def test_a_required_field_that_nothing_is_read_as_is_named(leader, world):
    row = taken(leader, world)
    response = choose(leader, world, row, {"Navn": "", "Kommune": "", "E-mail": "", "Fødselsår": ""})
    assert response.status_code == 400
    errors = response.context["form"].non_field_errors()
    assert ["Navn" in errors[0], "Kommune" in errors[1], len(errors)] == [True, True, 2]


def test_two_heads_cannot_be_read_as_the_same(leader, world):
    row = taken(leader, world)
    response = choose(leader, world, row, {"Navn": "name", "Kommune": "municipality", "E": "name", "F": ""})
    assert response.status_code == 400
    assert "Navn" in response.context["form"].errors["c2"][0]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "tom"),
        (b"%PDF-1.7", "ikke et regneark"),
        ("Bo;bo@eksempel.invalid\nIb;ib@eksempel.invalid\n", "Første række"),
        ("Bo;1203921234\nIb;\n", "Første række"),
    ],
)
def test_what_is_no_roster_is_refused_at_once(leader, world, data, reason):
    response = upload(leader, world, data)
    assert response.status_code == 400
    assert reason in response.content.decode()
    assert not Upload.objects.exists()


def test_a_file_that_is_too_large_is_refused_in_clear_words(leader, world, monkeypatch):
    monkeypatch.setattr("mentorship.views.imports.LARGEST_FILE", 20)
    response = upload(leader, world, ROWS + "Bo;Sorø;;\n")
    assert response.status_code == 400
    assert "større end 10 MB" in response.content.decode()


def test_what_the_server_would_not_even_read_is_called_too_large(leader, world, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    response = upload(leader, world, "x" * (uploads.LARGEST_FILE + 1))
    assert "større end 10 MB" in response.content.decode()


def test_no_file_is_asked_for(leader, world):
    response = leader.post(url(world, "import_new", "mentor"))
    assert response.status_code == 400
    assert "Vælg den fil" in response.content.decode()


BROKEN = ROWS + "Bo;Sorø;bo@eksempel.invalid;1980\n;Sorø;nej;1980\nIb;Gotham;;=1\n"


def test_errors_stand_at_their_cells_with_the_line(leader, world):
    row = taken(leader, world, BROKEN)
    page = leader.get(url(world, "import_preview", row.key), {"vis": "fejl"})
    entries = page.context["entries"]
    assert [entry["line"] for entry in entries] == [3, 4]
    told = {cell["head"]: [p["text"] for p in cell["problems"]] for cell in entries[0]["cells"]}
    assert told["Navn"] == ["Skal udfyldes."]
    assert len(told["E-mail"]) == 1
    assert told["Kommune"] == []
    assert page.context["to_do"]["state"] == "mend"
    assert {tile["label"]: tile["value"] for tile in page.context["tiles"]}["Fejl"] == 4


def test_the_errors_can_be_fetched_as_the_shell_writes_them(leader, world):
    row = taken(leader, world, BROKEN)
    response = leader.get(url(world, "import_errors", row.key))
    assert response.content.startswith(b"\xef\xbb\xbfline;column;value;reason\r\n")
    lines = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert lines[1] == ["3", "Navn", "", "required"]
    assert ["4", "Fødselsår", "'=1", "not_a_year"] in lines


def test_a_file_with_errors_is_not_imported(leader, world):
    row = taken(leader, world, BROKEN)
    response = leader.post(url(world, "import_start", row.key))
    assert response.url == url(world, "import_preview", row.key)
    assert not Job.objects.exists()


def test_protected_people_and_numbers_are_hidden_in_the_preview(leader, world):
    data = "Navn;Kommune;CPR;Beskyttet adresse\nBo Hemmelig;Sorø;1203921234;ja\nIb Åben;Sorø;1203925678;nej\n"
    row = taken(leader, world, data)
    for page in ("import_preview", "import_columns"):
        text = leader.get(url(world, page, row.key)).content.decode()
        assert "1203921234" not in text
        assert "Ib Åben" in text
    assert "Bo Hemmelig" not in leader.get(url(world, "import_preview", row.key)).content.decode()


def suspect(world, **fields):
    return MentorFactory(
        programme=world.programme,
        municipality=world.soroe,
        person__name="Bo Opdigtet",
        person__birth_year=1980,
        **fields,
    )


TWIN = ROWS + "Bo Opdigtet;Sorø;ny@eksempel.invalid;1980\n"


def test_a_likely_duplicate_is_shown_beside_the_person_and_the_look_is_logged(leader, world):
    known = suspect(world, person__email="gammel@eksempel.invalid")
    row = taken(leader, world, TWIN)
    page = leader.get(url(world, "import_duplicates", row.key))
    text = page.content.decode()
    assert "gammel@eksempel.invalid" in text
    assert "ny@eksempel.invalid" in text
    assert LookUp.objects.filter(what="import").values_list("person_id", flat=True).get() == known.person_id


def test_a_protected_person_is_shown_by_case_number_alone(leader, world):
    known = suspect(world, person__protected=True, person__email="gammel@eksempel.invalid")
    row = taken(leader, world, TWIN)
    text = leader.get(url(world, "import_duplicates", row.key)).content.decode()
    assert known.case_number in text
    assert "gammel@eksempel.invalid" not in text
    assert text.count("Bo Opdigtet") == 1  # the file's own


def test_the_import_waits_for_the_decision(leader, world):
    suspect(world)
    row = taken(leader, world, TWIN)
    response = leader.post(url(world, "import_start", row.key))
    assert response.url == url(world, "import_duplicates", row.key)
    assert not Job.objects.exists()


@pytest.mark.parametrize(("act", "mentors"), [("keep", 2), ("merge", 1)])
def test_one_answer_for_all_that_is_left(leader, world, act, mentors):
    known = suspect(world, person__email="")
    row = taken(leader, world, TWIN)
    leader.post(url(world, "import_duplicates", row.key), {"all": act})
    _response, batch = imported(leader, world, row)
    assert Mentor.objects.count() == mentors
    known.person.refresh_from_db()
    assert known.person.email == ("ny@eksempel.invalid" if act == "merge" else "")
    assert batch.added == mentors - 1


def test_an_answer_that_is_none_decides_nothing(leader, world):
    suspect(world)
    row = taken(leader, world, TWIN)
    response = leader.post(url(world, "import_duplicates", row.key), {"line-2": "7", "line-99": "keep"})
    assert response.url.endswith("?page=1#linje-2")
    row.refresh_from_db()
    assert row.decisions == {}


def test_a_second_file_of_the_kind_takes_the_place_of_the_first(leader, world):
    taken(leader, world)
    taken(leader, world, ROWS + "Ib;Sorø;;\n", kind="refugee")
    last = taken(leader, world, ROWS + "Ib;Sorø;;\n")
    assert Upload.objects.filter(kind="mentor").get() == last
    assert Upload.objects.count() == 2


def test_a_file_is_thrown_away(leader, world):
    row = taken(leader, world)
    leader.post(url(world, "import_give_up", row.key))
    assert not Upload.objects.exists()
    assert leader.get(url(world, "import_preview", row.key)).status_code == 404


def test_a_colleagues_half_made_import_is_not_there(client, world):
    client.force_login(world.leader)
    row = taken(client, world)
    client.force_login(UserFactory(leader_of=world.programme))
    for page in ("import_columns", "import_preview", "import_errors", "import_duplicates"):
        assert client.get(url(world, page, row.key)).status_code == 404
    assert client.post(url(world, "import_start", row.key)).status_code == 404
    assert client.get(url(world, "imports")).context["half_way"] == []


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.PARTNER, Role.TASK_GROUP])
def test_who_may_not_import_gets_no_way_in(client, world, role):
    users = {Role.CONSULTANT: world.consultant, Role.PARTNER: world.partner_user}
    user = users[role]() if role in users else world.in_role(role)
    client.force_login(user)
    assert client.get(url(world, "imports")).status_code == 403
    assert client.get(url(world, "import_new", "mentor")).status_code == 403
    if role != Role.TASK_GROUP:
        assert url(world, "imports") not in client.get(url(world, "mentors")).content.decode()


def test_the_registers_lead_there(leader, world):
    assert url(world, "imports") in leader.get(url(world, "refugees")).content.decode()


def test_an_unknown_kind_is_not_there(leader, world):
    assert leader.get(url(world, "import_new", "kage")).status_code == 404


def test_wrong_methods(leader, world):
    row = taken(leader, world)
    assert leader.get(url(world, "import_start", row.key)).status_code == 405
    assert leader.post(url(world, "import_preview", row.key)).status_code == 405


def costs(client, address):
    client.get(address)  # the preview is made once
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_lists_cost_the_same_however_long(leader, world):
    cost = []
    for count in (1, 20):
        for _ in range(count):
            ImportBatch.objects.create(programme=world.programme, kind="mentor", sha256="", by=UserFactory())
        twins = "".join(f"Person{i};Sorø;p{i}@eksempel.invalid;\n" * 2 for i in range(count))
        row = taken(leader, world, ROWS + twins)
        pages = [url(world, page, row.key) for page in ("import_preview", "import_duplicates")]
        cost.append([costs(leader, address) for address in (url(world, "imports"), *pages)])
    assert cost[0] == cost[1]


def test_a_result_costs_the_same_however_many_were_added(leader, world):
    cost = []
    for count in (1, 20):
        rows = "".join(f"Person{count}nr{i};Sorø;;\n" for i in range(count))
        _response, batch = imported(leader, world, taken(leader, world, ROWS + rows))
        cost.append(costs(leader, url(world, "import_result", batch.pk)))
    assert cost[0] == cost[1]


def test_the_preview_is_made_again_when_the_register_has_changed(leader, world):
    row = taken(leader, world, ROWS + "Bo Opdigtet;Sorø;;1980\n")
    first = leader.get(url(world, "import_preview", row.key))
    suspect(world)
    Act.objects.create(kind="mentor.registered", programme_key=world.programme.key)
    second = leader.get(url(world, "import_preview", row.key))
    assert (first.context["to_do"]["state"], second.context["to_do"]["state"]) == ("import", "decide")
