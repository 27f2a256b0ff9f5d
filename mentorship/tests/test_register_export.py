"""The registers as spreadsheets: what is in them, what never is, what is written, and back in again."""

import datetime

import pytest
from django.urls import reverse

from mentorship.models import Act, Clearance, LookUp, Mentor, Person, Profile, Refugee
from mentorship.people.importing import import_people
from mentorship.people.known import CLEARANCES, ENROLMENT_FIELDS, PERSON_FIELDS, PROFILE_FIELDS
from mentorship.permissions import Role
from mentorship.testing.factories import MentorFactory, RefugeeFactory
from mentorship.testing.programmes import loaded_programme
from mentorship.testing.sheets import open_sheet, read_sheet, whole
from mentorship.tests.people_world import people_world
from mentorship.tests.test_person_pages import with_cpr

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 10, 9)


@pytest.fixture
def world(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 22, 9, 4, tzinfo=datetime.UTC))
    return people_world()


@pytest.fixture
def leader(client, world):
    client.force_login(world.leader)
    return client


def enrol(world, make, name, **fields):
    fields.setdefault("municipality", world.soroe)
    return make(programme=world.programme, person__name=name, **fields)


def fetch(client, world, side="refugee", **query):
    return client.post(reverse(f"people:{side}_export", args=[world.programme.key], query=query))


def test_the_sheet_holds_what_the_list_shows_in_its_order(leader, world):
    enrol(world, RefugeeFactory, "Kanarie Aa", municipality=world.ringsted)
    for name in ("Kanarie Be", "Kanarie Ce"):
        enrol(world, RefugeeFactory, name)
    enrol(world, RefugeeFactory, "Kanarie Gået", left_on=DAY)
    query = {"kommune": "340", "sorter": "-navn"}
    listed = leader.get(reverse("people:refugees", args=[world.programme.key], query=query))
    sheet = read_sheet(fetch(leader, world, **query))
    assert [row["Navn"] for row in sheet] == [entry["name"] for entry in listed.context["entries"]]
    assert [row["Navn"] for row in sheet] == ["Kanarie Ce", "Kanarie Be"]


def test_all_pages_are_in_it_and_the_list_leads_there(leader, world):
    for number in range(30):
        enrol(world, RefugeeFactory, f"Kanarie {number}")
    query = {"kommune": "340", "page": "2"}
    listed = leader.get(reverse("people:refugees", args=[world.programme.key], query=query))
    address = listed.context["export_url"]
    assert address == reverse("people:refugee_export", args=[world.programme.key], query={"kommune": "340"})
    assert f'action="{address}"' in listed.content.decode()
    assert len(read_sheet(leader.post(address))) == 30


def test_dates_are_dates_and_the_head_stays(leader, world):
    enrol(world, RefugeeFactory, "Kanarie Aa", selected_on=DAY, person__birth_year=1985)
    response = fetch(leader, world)
    sheet = open_sheet(response)
    heads = [cell.value for cell in sheet[1]]
    selected = sheet.cell(row=2, column=heads.index("Udvalgt") + 1)
    assert (selected.value.date(), selected.is_date, selected.number_format) == (DAY, True, "dd-mm-yyyy")
    assert sheet.cell(row=2, column=heads.index("Fødselsår") + 1).value == 1985
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref.endswith("2")
    assert response["Content-Disposition"] == (
        'attachment; filename="holdbart-match-borgere-2026-11-22.xlsx"'
    )
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("http://x","y")', "+45 20 30", "@SUM(A1)", "-2", "|calc"]
)
def test_what_looks_like_a_formula_is_text(leader, world, text):
    enrol(world, RefugeeFactory, text)
    cell = open_sheet(fetch(leader, world)).cell(row=2, column=1)
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_a_protected_person_is_a_case_number_alone(leader, world):
    row = enrol(
        world,
        RefugeeFactory,
        "Kanarie Skjult",
        person__protected=True,
        person__postcode="4180",
        note="kanarienote",
    )
    response = fetch(leader, world)
    told = read_sheet(response)[0]
    assert told["Navn"] == told["Sagsnr."] == row.case_number
    assert told["Beskyttet adresse"] == "ja"
    assert {told[head] for head in ("E-mail", "Telefon", "Postnr", "Bemærkning", "Forventninger")} == {None}


def test_no_cpr_number_leaves(leader, world):
    with_cpr(enrol(world, RefugeeFactory, "Kanarie Aa"))
    response = fetch(leader, world)
    assert "CPR" not in read_sheet(response)[0]


def test_one_line_in_the_trail_and_who_was_seen(leader, world):
    rows = [enrol(world, RefugeeFactory, f"Kanarie {letter}") for letter in "ab"]
    enrol(world, RefugeeFactory, "Nogen Andre")
    whole(fetch(leader, world, q="Kanarie", kommune="340"))
    act = Act.objects.get(kind="list.exported")
    assert act.detail == {"list": "refugees", "rows": 2, "filters": ["kommune", "q"]}
    assert (act.by_id, act.programme_key) == (world.leader.pk, world.programme.key)
    seen = LookUp.objects.filter(what="export")
    assert {look.person_id for look in seen} == {row.person_id for row in rows}


def test_an_empty_list_is_a_sheet_with_its_head(leader, world):
    sheet = open_sheet(fetch(leader, world, "mentor"))
    assert [cell.value for cell in sheet[1]][:3] == ["Navn", "Kommune", "Sagsnr."]
    assert sheet.max_row == 1


def test_only_by_post(leader, world):
    url = reverse("people:refugee_export", args=[world.programme.key])
    assert leader.get(url).status_code == 405


def test_narrow_hats_take_out_what_they_see(client, world):
    enrol(world, RefugeeFactory, "Kanarie Sorø")
    enrol(world, RefugeeFactory, "Kanarie Ringsted", municipality=world.ringsted)
    enrol(world, MentorFactory, "Kanarie Egen", organisation=world.partner)
    enrol(world, MentorFactory, "Kanarie Fremmed")
    client.force_login(world.consultant())
    assert [row["Navn"] for row in read_sheet(fetch(client, world))] == ["Kanarie Sorø"]
    client.force_login(world.partner_user())
    assert [row["Navn"] for row in read_sheet(fetch(client, world, "mentor"))] == ["Kanarie Egen"]
    assert fetch(client, world).status_code == 403


@pytest.mark.parametrize("role", [Role.STEERING_GROUP, Role.EVALUATOR, Role.TASK_GROUP])
def test_other_roles_take_out_nothing(client, world, role):
    client.force_login(world.in_role(role))
    assert fetch(client, world).status_code == 403
    assert not Act.objects.filter(kind="list.exported").exists()


@pytest.mark.parametrize("rows", [1, 20])
@pytest.mark.parametrize(("side", "make"), [("refugee", RefugeeFactory), ("mentor", MentorFactory)])
def test_it_costs_the_same_whatever_its_length(leader, world, side, make, rows, django_assert_num_queries):
    for number in range(rows):
        enrol(world, make, f"Kanarie {number}")
    whole(fetch(leader, world, side))
    with django_assert_num_queries(9):
        whole(fetch(leader, world, side))


RICH_PROFILE = {
    "languages": {"ti": 5, "en": 4, "da": 1, "prs": 2},
    "interests": ["syning", "lange ture"],
    "availability": ["weekday_day", "weekend"],
    "needs": ["work", "everyday"],
    "children_birth_years": [2015, 2017],
    "occupation": "bogholder",
    "work_experience": "fem år i en kantine",
    "education": "upper_secondary",
    "household": "single_parent",
    "wants_gender": "female",
    "own_transport": False,
    "expectations": "Kontorjob\nmed regnskab",
}
RICH_PERSON = {
    "person__postcode": "0800",
    "person__contact_language": "ti",
    "person__gender": "other",
    "person__phone": "+45 20 30 40 50",
}


def describe(row, facts):
    Profile.objects.filter(pk=row.profile.pk).update(**facts)


def take_over(response, kind):
    """The sheet taken in by a programme where nobody is yet."""
    other = loaded_programme("vaertsprogram")
    result = import_people(data=whole(response), programme=other, kind=kind)
    assert result.report.errors == ()
    return other


def told(row):
    """Everything the format holds of one person."""
    names = [name for name in PROFILE_FIELDS if name != "needs" or row.side == "refugee"]
    facts = {name: getattr(row.person, name) for name in PERSON_FIELDS}
    facts |= {name: getattr(row, name) for name in ENROLMENT_FIELDS[row.side]}
    facts |= {name: getattr(row.profile, name) for name in names}
    consent = row.consents.filter(scope="participation").first()
    return facts | {"municipality": row.municipality.code, "consent_on": consent and consent.given_on}


def test_refugees_taken_out_and_in_again_are_the_same_people(leader, world):
    rich = enrol(
        world,
        RefugeeFactory,
        "Kanarie Æblegård",
        **RICH_PERSON,
        arrived_on=DAY,
        country="ER",
        labour_status="language_school",
        danish_education="2.3",
        interpreter=True,
        intro_course_on=DAY,
        recruited_through="jobcenter",
        note="Linje et\n- linje to",
    )
    describe(rich, RICH_PROFILE)
    known_none = enrol(world, RefugeeFactory, "Kanarie Ingen", municipality=world.ringsted)
    describe(known_none, {"interests": [], "children_birth_years": [], "needs": [], "availability": []})
    blank = enrol(world, RefugeeFactory, "Kanarie Tom", papers=False, interviewed_on=None, selected_on=None)
    describe(blank, dict.fromkeys(("languages", "interests", "availability", "needs"), None))
    other = take_over(fetch(leader, world), "refugee")
    for row in (rich, known_none, blank):
        again = Refugee.objects.get(programme=other, case_number=row.case_number)
        row.refresh_from_db()
        row.profile.refresh_from_db()
        assert told(again) == told(row)


def test_mentors_taken_out_and_in_again_are_the_same_people(leader, world):
    row = enrol(
        world,
        MentorFactory,
        "Kanarie Mentorsen",
        organisation=world.partner,
        capacity=3,
        trained_on=DAY,
        self_supporting=True,
        local_ties=False,
        **RICH_PERSON,
    )
    describe(row, RICH_PROFILE)
    other = take_over(fetch(leader, world, "mentor"), "mentor")
    again = Mentor.objects.get(programme=other)
    row.profile.refresh_from_db()
    assert told(again) == told(row)
    assert again.organisation == world.partner
    for kind in CLEARANCES.values():
        assert again.clearances.get(kind=kind).seen_on == Clearance.objects.get(mentor=row, kind=kind).seen_on


def test_what_was_taken_out_changes_nothing_where_it_came_from(leader, world):
    enrol(world, RefugeeFactory, "Kanarie Aa")
    before = Person.objects.count()
    result = import_people(data=whole(fetch(leader, world)), programme=world.programme, kind="refugee")
    assert (result.added, result.unchanged, result.differing) == (0, 1, 0)
    assert Person.objects.count() == before
