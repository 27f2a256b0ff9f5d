"""An import by somebody in the browser: whom it may touch, and what is decided of likely duplicates."""

import pytest

from mentorship.errors import DomainError
from mentorship.models import Act, Mentor, Person, TwoPeople
from mentorship.people.identity import cpr_fields
from mentorship.people.planning import plan_import
from mentorship.people.roster.cpr import parse_cpr
from mentorship.people.suspects import likely_rows
from mentorship.testing.factories import MentorFactory, PersonFactory, RefugeeFactory, UserFactory
from mentorship.tests.roster_world import take_in, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roster_day")]
NUMBER = "1203921234"
WITH_CPR = f"Navn;Kommune;CPR;Telefon\nBo Opdigtet;Sorø;{NUMBER};20000001\n"


@pytest.fixture
def leader(programme):
    return UserFactory(leader_of=programme)


def carrier(make=MentorFactory, **fields):
    row = make(person__phone="", **fields)
    Person.objects.filter(pk=row.person_id).update(**cpr_fields(parse_cpr(NUMBER)))
    return row.person


def version(person):
    return Person.objects.values_list("phone", "version").get(pk=person.pk)


def test_the_number_of_somebody_the_user_may_not_see_is_an_error_at_the_cell(programme, leader):
    stranger = carrier(person__name="Ulla Fremmed")
    result = take_in(programme, WITH_CPR, by=leader)
    assert told(result.report.errors) == [("cpr_elsewhere", 2, "CPR")]
    assert result.report.errors[0].value == ""
    assert version(stranger) == ("", 1)
    assert not Mentor.objects.filter(programme=programme).exists()


def test_a_namesake_elsewhere_is_joined_and_left_as_he_is(programme, leader):
    namesake = carrier(person__name="bo opdigtet")
    assert take_in(programme, WITH_CPR, by=leader).added == 1
    assert Mentor.objects.get(programme=programme).person == namesake
    assert version(namesake) == ("", 1)


def test_a_namesake_elsewhere_is_not_joined_from_the_other_side(programme, leader):
    carrier(RefugeeFactory, person__name="Bo Opdigtet")
    assert told(take_in(programme, WITH_CPR, by=leader).report.errors) == [("cpr_elsewhere", 2, "CPR")]


def test_who_sees_the_person_joins_him_and_fills_what_was_blank(programme, leader):
    known = carrier(RefugeeFactory, programme=programme, person__name="Ulla")
    take_in(programme, WITH_CPR, by=leader)
    assert Mentor.objects.get(programme=programme).person == known
    assert version(known) == ("20000001", 2)
    act = Act.objects.get(kind="person.filled")
    assert (act.subject_id, act.by_id, act.detail["fields"]) == (str(known.pk), leader.pk, ["phone"])
    assert "20000001" not in str(act.detail)


def test_somebody_known_from_an_extract_alone_gets_what_the_file_says(programme, leader):
    bare = PersonFactory(name="", phone="", email="", **cpr_fields(parse_cpr(NUMBER)))
    take_in(programme, WITH_CPR, by=leader)
    bare.refresh_from_db()
    assert (bare.name, bare.phone) == ("Bo Opdigtet", "20000001")


def test_the_shell_sees_everybody(programme):
    stranger = carrier(person__name="Ulla Fremmed")
    assert take_in(programme, WITH_CPR).added == 1
    assert Mentor.objects.get(programme=programme).person == stranger


def test_a_cpr_number_is_no_case_number(programme):
    data = (
        f"Sagsnr.;Navn;Kommune\n{NUMBER};Bo;Sorø\n120392-1234;Ib;Sorø\n1203;Ulf;Sorø\n1234567890;Eli;Sorø\n"
    )
    report = take_in(programme, data).report
    assert told(report.errors) == [("cpr_as_case_number", 2, "Sagsnr."), ("cpr_as_case_number", 3, "Sagsnr.")]


TWINS = (
    "Navn;Kommune;E-mail;Fødselsår;Telefon;Sagsnr.\n"
    "Bo Opdigtet;Sorø;bo@eksempel.invalid;1980;;M1\n"
    "Bo Opdigtet;Sorø;bo@eksempel.invalid;1980;20000001;M2\n"
    "Bo Opdigtet;Sorø;;1980;;M3\n"
)


def suspects(programme, text):
    plan = plan_import(data=text.encode(), programme=programme, kind="mentor")
    return [(likely.row.line, likely.enrolments, likely.lines) for likely in likely_rows(plan)]


def test_a_new_row_is_held_against_the_register_and_against_the_rows_above(programme):
    known = MentorFactory(programme=programme, person__name="Bo Opdigtet", person__birth_year=1980)
    assert suspects(programme, TWINS) == [
        (2, (known.pk,), ()),
        (3, (known.pk,), (2,)),
        (4, (known.pk,), (2, 3)),
    ]
    assert suspects(programme, "Navn;Kommune\nIb Opdigtet;Sorø\n") == []


def test_nothing_goes_in_before_every_likely_duplicate_is_decided_of(programme, leader):
    with pytest.raises(DomainError, match="dublet"):
        take_in(programme, TWINS, by=leader, decisions={"3": {"act": "keep"}})
    assert not Mentor.objects.exists()


def test_two_people_are_both_added_and_not_asked_about_again(programme, leader):
    known = MentorFactory(programme=programme, person__name="Bo Opdigtet", person__birth_year=1980)
    keep = {line: {"act": "keep"} for line in ("2", "3", "4")}
    result = take_in(programme, TWINS, by=leader, decisions=keep)
    assert (result.added, result.merged) == (3, 0)
    pairs = TwoPeople.objects.values_list("first_id", "second_id", "by_id")
    others = [mentor.person_id for mentor in Mentor.objects.filter(import_batch=result.batch).order_by("pk")]
    assert sorted(pairs) == [(known.person_id, other, leader.pk) for other in others]


def test_a_row_that_is_another_row_fills_its_blanks_all_the_way_up(programme, leader):
    decisions = {"3": {"act": "merge", "row": 2}, "4": {"act": "merge", "row": 3}}
    assert take_in(programme, TWINS, by=leader, decisions=decisions).added == 1
    mentor = Mentor.objects.get()
    assert (mentor.case_number, mentor.person.phone) == ("M1", "20000001")


def test_a_row_that_is_somebody_of_the_register_adds_nobody_and_fills_blanks(programme, leader):
    known = MentorFactory(
        programme=programme, person__name="Bo Opdigtet", person__birth_year=1980, person__phone=""
    )
    decisions = {
        "2": {"act": "merge", "person": known.person_id},
        "3": {"act": "merge", "row": 2},
        "4": {"act": "keep"},
    }
    result = take_in(programme, TWINS, by=leader, decisions=decisions)
    assert (result.added, result.merged) == (1, 2)
    known.person.refresh_from_db()
    assert known.person.phone == "20000001"
    assert Mentor.objects.get(import_batch=result.batch).case_number == "M3"
    signed = Act.objects.get(kind="people.imported").detail
    assert (signed["merged"], signed["kept"]) == (2, 1)


def test_a_decision_for_somebody_who_is_no_candidate_is_none(programme, leader):
    other = MentorFactory(programme=programme)
    decisions = {"3": {"act": "merge", "person": other.person_id}, "4": {"act": "keep"}}
    with pytest.raises(DomainError, match="dublet"):
        take_in(programme, TWINS, by=leader, decisions=decisions)


def test_a_file_with_odd_heads_is_read_by_its_mapping(programme):
    mapping = {"Hvem": "name", "Hvor": "municipality", "Sko": "", "Hvem (2)": "occupation", "#5": "phone"}
    text = "Hvem;Hvor;Sko;Hvem;\nBo;Sorø;44;kok;20000001\n"
    result = take_in(programme, text, mapping=mapping)
    assert (result.added, result.report.warnings) == (1, ())
    mentor = Mentor.objects.get()
    assert (mentor.person.name, mentor.person.phone, mentor.profile.occupation) == ("Bo", "20000001", "kok")
