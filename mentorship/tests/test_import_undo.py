"""An import is taken back whole, as long as nothing was built on it; otherwise it says by whom and what."""

import pytest

from mentorship.clock import now
from mentorship.errors import DomainError
from mentorship.models import (
    Act,
    Document,
    ImportBatch,
    Interview,
    Mentor,
    Organisation,
    Person,
    ProgrammeOrganisation,
    TwoPeople,
)
from mentorship.people.editing import case_version, edit_case, edit_profile
from mentorship.people.identity import cpr_fields
from mentorship.people.papers import give_consent, record_clearance, withdraw_consent
from mentorship.people.roster.cpr import parse_cpr
from mentorship.people.taking_back import blockers_of
from mentorship.people.undoing import undo_import
from mentorship.testing.activities import ActivityFactory, AttendanceFactory
from mentorship.testing.factories import MentorFactory, PersonFactory, RefugeeFactory, UserFactory
from mentorship.tests.roster_world import TODAY, counts, roster, take_in
from mentorship.vocabulary import ClearanceKind, ConsentScope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roster_day")]
ONE = (
    "Sagsnr.;Navn;Kommune;Samtykke;Børneattest;Organisation;Sprog\n"
    "M1;Bo Opdigtet;Sorø;05-01-2017;05-01-2017;Nyforeningen;dansk:flydende\n"
)
WITHOUT_TRAIL = (Person, Mentor, Organisation, ProgrammeOrganisation, TwoPeople)


@pytest.fixture
def leader(programme):
    return UserFactory(leader_of=programme)


def taken(programme, text=ONE, **options):
    return take_in(programme, text, **options).batch


def told(batch):
    return {str(blocker.what): blocker.cases for blocker in blockers_of(batch)}


def test_all_that_came_goes_and_the_trail_stays(holdbart):
    before = counts(*WITHOUT_TRAIL)
    leader = UserFactory(leader_of=holdbart)
    batches = [
        taken(holdbart, roster("mentors.csv")),
        taken(holdbart, roster("refugees.xlsx"), kind="refugee"),
    ]
    acts = Act.objects.count()
    for batch in batches:
        undone = undo_import(batch=batch, by=leader)
        assert undone.undone_at is not None
    assert counts(*WITHOUT_TRAIL) == before
    assert Act.objects.count() == acts + 2
    act = Act.objects.filter(kind="import.undone").latest("pk")
    assert (act.subject_id, act.by_id, act.detail) == (
        str(batches[1].pk),
        leader.pk,
        {"what": "refugee", "added": 70},
    )


def test_it_can_come_in_again_afterwards(programme, leader):
    undo_import(batch=taken(programme), by=leader)
    assert taken(programme).added == 1


def test_it_is_undone_once(programme, leader):
    batch = taken(programme)
    undo_import(batch=batch, by=leader)
    with pytest.raises(DomainError, match="allerede"):
        undo_import(batch=batch, by=leader)


def test_whom_the_file_only_joined_stays_and_loses_what_it_filled_in(programme, leader):
    number = cpr_fields(parse_cpr("1203921234"))
    known = PersonFactory(name="Bo Opdigtet", phone="", gender="", **number)
    RefugeeFactory(person=known, programme=programme)
    batch = taken(programme, "Navn;Kommune;CPR;Telefon;Køn\nBo;Sorø;1203921234;20000001;mand\n", by=leader)
    known.refresh_from_db()
    assert (known.phone, known.gender, known.version) == ("20000001", "male", 2)
    undo_import(batch=batch, by=leader)
    known.refresh_from_db()
    assert (known.name, known.phone, known.gender, known.version) == ("Bo Opdigtet", "", "", 3)


def test_a_decision_of_two_people_goes_with_the_one(programme, leader):
    MentorFactory(programme=programme, person__name="Bo Opdigtet", person__birth_year=1980)
    text = "Navn;Kommune;Fødselsår\nBo Opdigtet;Sorø;1980\n"
    batch = taken(programme, text, by=leader, decisions={"2": {"act": "keep"}})
    assert TwoPeople.objects.count() == 1
    undo_import(batch=batch, by=leader)
    assert TwoPeople.objects.count() == 0


def test_an_organisation_that_somebody_else_uses_stays(programme, leader):
    batch = taken(programme)
    organisation = Organisation.objects.get(name="Nyforeningen")
    elsewhere = MentorFactory(organisation=organisation)
    undo_import(batch=batch, by=leader)
    assert Organisation.objects.filter(pk=elsewhere.organisation_id).exists()
    assert not ProgrammeOrganisation.objects.filter(organisation=organisation, programme=programme).exists()


def edit(mentor, by):
    edit_case(
        enrolment=mentor,
        version=case_version(mentor),
        by=by,
        person={"name": "Bo Rettet"},
        case={"note": "ny"},
        cpr=None,
    )


def profile(mentor, by):
    edit_profile(enrolment=mentor, version=1, by=by, facts={"occupation": "kok"})


def withdraw(mentor, by):
    scope = ConsentScope.PARTICIPATION
    withdraw_consent(enrolment=mentor, scope=scope, withdrawn_on=TODAY, by=by)


def consent(mentor, by):
    scope = ConsentScope.PARTNER
    give_consent(enrolment=mentor, scope=scope, given_on=TODAY, language="da", by=by)


def clearance(mentor, by):
    record_clearance(
        mentor=mentor,
        kind=ClearanceKind.CRIMINAL_RECORD,
        requested_on=TODAY,
        seen_on=None,
        expires_on=None,
        by=by,
    )


def enrol_again(mentor, by):
    MentorFactory(person=mentor.person)


def enrol_on_the_other_side(mentor, by):
    RefugeeFactory(person=mentor.person, programme=mentor.programme)


def attend(mentor, by):
    AttendanceFactory(mentor=mentor, session=ActivityFactory(programme=mentor.programme).sessions.get())


def interview(mentor, by):
    Interview.objects.create(mentor=mentor, starts_at=now(), interviewer=by)


def document(mentor, by):
    Document.objects.create(mentor=mentor, uploaded_by=by, content_type="text/plain", size=1, sha256="")


@pytest.mark.parametrize(
    ("build", "what"),
    [
        (edit, "Rettet siden"),
        (profile, "Rettet siden"),
        (withdraw, "Samtykker givet eller trukket tilbage siden"),
        (consent, "Samtykker givet eller trukket tilbage siden"),
        (clearance, "Attester noteret siden"),
        (enrol_again, "Registreret endnu et sted"),
        (enrol_on_the_other_side, "Registreret endnu et sted"),
        (attend, "Tilmeldt aktiviteter"),
        (interview, "samtaler"),
        (document, "dokumenter"),
    ],
)
def test_it_stands_once_something_was_built_on_it(programme, leader, build, what):
    batch = taken(programme)
    assert told(batch) == {}
    build(Mentor.objects.get(import_batch=batch), leader)
    assert told(batch) == {what: ("M1",)}
    with pytest.raises(DomainError, match="arbejdet videre"):
        undo_import(batch=batch, by=leader)
    assert Mentor.objects.filter(import_batch=batch).exists()
    assert ImportBatch.objects.get(pk=batch.pk).undone_at is None


def test_what_was_filled_in_and_edited_since_keeps_it_from_being_undone(programme, leader):
    known = PersonFactory(name="Bo Opdigtet", phone="", **cpr_fields(parse_cpr("1203921234")))
    RefugeeFactory(person=known, programme=programme, case_number="B7")
    batch = taken(programme, "Navn;Kommune;CPR;Telefon\nBo;Sorø;1203921234;20000001\n", by=leader)
    Person.objects.filter(pk=known.pk).update(version=9)
    assert told(batch) == {"Rettet siden": ("B7", "M-0001")}


def test_other_people_built_upon_are_none_of_it(programme, leader):
    other = MentorFactory(programme=programme)
    batch = taken(programme)
    edit(other, leader)
    undo_import(batch=batch, by=leader)
    assert Mentor.objects.get() == other


def test_looking_for_what_stands_in_the_way_costs_the_same_however_many_rows(
    programme, django_assert_max_num_queries
):
    rows = "\n".join(f"Person{i};Sorø;05-01-2017" for i in range(40))
    batch = taken(programme, f"Navn;Kommune;Samtykke\n{rows}\n")
    with django_assert_max_num_queries(40):
        blockers_of(batch)
