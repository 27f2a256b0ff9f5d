"""A roster beside the people a programme has: found again, differing, likely the same, joined by number."""

import pytest

from mentorship.models import Mentor, Person, Refugee
from mentorship.people.identity import cpr_hash
from mentorship.testing.factories import PersonFactory, RefugeeFactory
from mentorship.tests.roster_world import take_in, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roster_day")]


def test_a_row_that_says_otherwise_is_named_and_left(programme):
    take_in(programme, "Sagsnr.;Navn;Kommune;Fødselsår;Kapacitet\nM1;Bo;Sorø;1980;1\n")
    result = take_in(programme, "Sagsnr.;Navn;Kommune;Fødselsår;Kapacitet\nM1;Bo;329;;3\nM2;Ib;Sorø;;\n")
    assert (result.added, result.unchanged, result.differing) == (1, 0, 1)
    assert told(result.report.warnings) == [
        ("differs_from_register", 2, "Kommune"),
        ("differs_from_register", 2, "Kapacitet"),
    ]
    mentor = Mentor.objects.get(case_number="M1")
    assert (mentor.municipality.code, mentor.capacity) == ("340", 1)


@pytest.mark.parametrize(
    "row",
    [
        pytest.param("Bo;Sorø;bo@eksempel.invalid;;;", id="e-mail and name"),
        pytest.param("Bo;Sorø;;220271-2978;;", id="cpr"),
        pytest.param("Bo;Sorø;;;1971;20000001", id="all that tells people apart"),
        pytest.param("Bo;Sorø;;;;", id="name and municipality alone"),
    ],
)
def test_rows_without_a_case_number_are_known_again(programme, row):
    text = f"Navn;Kommune;E-mail;CPR;Fødselsår;Telefon\n{row}\n"
    assert take_in(programme, text).added == 1
    again = take_in(programme, text)
    assert (again.added, again.unchanged, again.report.warnings) == (0, 1, ())


def test_twins_in_a_file_are_two_people_then_and_later(programme):
    text = "Navn;Kommune;Fødselsår\nBo;Sorø;1980\nBo;Sorø;1980\n"
    first = take_in(programme, text)
    assert (first.added, told(first.report.warnings)) == (2, [("duplicate", (2, 3), "")])
    again = take_in(programme, text)
    assert (again.added, again.unchanged) == (0, 2)
    more = take_in(programme, text + "Bo;Sorø;1980\n")
    assert (more.added, more.unchanged) == (1, 2)
    assert ("duplicate_in_register", 4, "") in told(more.report.warnings)


@pytest.mark.parametrize(
    ("row", "likely"),
    [
        pytest.param("M2;Bo B.;bo@eksempel.invalid;;;", True, id="same e-mail"),
        pytest.param("M2;Opdigtet Bo;;;1971;", True, id="same name and year"),
        pytest.param("M2;Bo X;;;;+45 20000001", True, id="same phone and first name"),
        pytest.param("M2;Bo Opdigtet;bo@eksempel.invalid;220271-2986;;", False, id="a number of one's own"),
        pytest.param("M2;Ib;;;;", False, id="a stranger"),
    ],
)
def test_somebody_likely_in_the_register_is_named_and_added(programme, row, likely):
    header = "Sagsnr.;Navn;E-mail;CPR;Fødselsår;Telefon;Kommune\n"
    take_in(programme, f"{header}M1;Bo Opdigtet;bo@eksempel.invalid;220271-2978;1971;20 00 00 01;Sorø\n")
    result = take_in(programme, f"{header}{row};Sorø\n")
    assert result.added == 1
    found = [w for w in told(result.report.warnings) if w[0] == "duplicate_in_register"]
    assert found == ([("duplicate_in_register", 2, "")] if likely else [])


def test_the_register_of_another_programme_is_not_looked_into(programme):
    RefugeeFactory(person=PersonFactory(name="Bo", birth_year=1980, email="bo@eksempel.invalid"))
    result = take_in(
        programme, "Navn;Kommune;E-mail;Fødselsår\nBo;Sorø;bo@eksempel.invalid;1980\n", "refugee"
    )
    assert result.report.warnings == ()


def test_a_known_number_with_another_case_number_is_the_same_person(programme):
    header = "Sagsnr.;Navn;CPR;Kommune\n"
    take_in(programme, f"{header}M1;Bo;220271-2978;Sorø\n")
    result = take_in(programme, f"{header}M2;Bo;2202712978;Sorø\n")
    assert (result.added, result.differing) == (0, 1)
    assert told(result.report.warnings) == [("differs_from_register", 2, "Sagsnr.")]


def test_two_rows_with_one_number_are_two_people_and_the_first_keeps_it(programme):
    text = "Sagsnr.;Navn;CPR;Kommune\nM1;Bo;220271-2978;Sorø\nM2;Bo;220271-2978;Sorø\n"
    result = take_in(programme, text)
    assert told(result.report.warnings) == [("duplicate", (2, 3), "")]
    assert ("cpr_kept_at_first", 3, "") in told(result.report.notes)
    assert dict(Mentor.objects.values_list("case_number", "person__cpr_kind")) == {"M1": "ordinary", "M2": ""}
    again = take_in(programme, text)
    assert (again.added, again.unchanged) == (0, 2)


def test_a_number_known_from_elsewhere_joins_the_row_to_that_person(programme):
    number = {"cpr": "2202712978", "cpr_hash": cpr_hash("2202712978"), "cpr_kind": "ordinary"}
    person = PersonFactory(name="", email="gammel@eksempel.invalid", birth_year=1971, **number)
    text = "Navn;CPR;E-mail;Kommune;Beskyttet adresse\nBo;220271-2978;ny@eksempel.invalid;Sorø;ja\n"
    result = take_in(programme, text)
    assert ("known_person", 2, "") in told(result.report.notes)
    person.refresh_from_db()
    assert (person.name, person.email, person.protected) == ("Bo", "gammel@eksempel.invalid", True)
    assert person.version == 2
    assert Mentor.objects.get().person == person
    assert Person.objects.count() == 1


def test_protection_known_from_elsewhere_is_never_lifted(programme):
    number = {"cpr": "2202712978", "cpr_hash": cpr_hash("2202712978"), "cpr_kind": "ordinary"}
    person = PersonFactory(protected=True, **number)
    take_in(programme, "Navn;CPR;Kommune;Beskyttet adresse\nBo;220271-2978;Sorø;nej\n")
    person.refresh_from_db()
    assert (person.protected, person.version) == (True, 1)


def test_one_person_may_be_a_mentor_and_a_refugee(programme):
    text = "Navn;CPR;Kommune\nBo;220271-2978;Sorø\n"
    take_in(programme, text, "refugee")
    take_in(programme, text, "mentor")
    assert Mentor.objects.get().person == Refugee.objects.get().person


def test_rows_with_errors_are_still_held_against_the_register(programme):
    take_in(programme, "Sagsnr.;Navn;Kommune\nM1;Bo;Sorø\n")
    result = take_in(programme, "Sagsnr.;Navn;Kommune;Kapacitet\nM1;Ib;Sorø;9\nM2;;Sorø;1\n")
    assert told(result.report.errors) == [("out_of_range", 2, "Kapacitet"), ("required", 3, "Navn")]
    assert told(result.report.warnings) == [("differs_from_register", 2, "Navn")]
