"""Registering somebody whose CPR number is known: who is joined, and to whom that opens a case."""

import pytest

from mentorship.errors import DomainError
from mentorship.models import Mentor, Person
from mentorship.people.identity import cpr_fields
from mentorship.people.registering import register_mentor, register_refugee
from mentorship.people.roster.cpr import parse_cpr
from mentorship.testing.factories import RefugeeFactory
from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db
CPR = parse_cpr("1203921234")


@pytest.fixture
def world():
    return people_world()


def known(**fields):
    row = RefugeeFactory(**fields)
    Person.objects.filter(pk=row.person_id).update(**cpr_fields(CPR))
    return row


def register(world, make, by, **person):
    person = {"name": "Per Sonne"} | person
    case = {"municipality": world.soroe}
    return make(programme=world.programme, by=by, person=person, case=case, cpr=CPR)


@pytest.mark.parametrize("same_name", [True, False])
def test_a_cpr_number_opens_nobodys_case_from_the_other_side(world, same_name):
    row = known(programme=world.programme, municipality=world.soroe)
    name = row.person.name if same_name else "Per Sonne"
    with pytest.raises(DomainError):
        register(world, register_mentor, world.partner_user(), name=name)
    assert not Mentor.objects.exists()


def test_who_sees_the_person_already_joins_both_sides(world):
    row = known(programme=world.programme, municipality=world.soroe)
    assert register(world, register_mentor, world.leader).person == row.person


def test_somebody_of_another_programme_is_joined_by_name_and_number(world):
    row = known()
    with pytest.raises(DomainError):
        register(world, register_refugee, world.consultant())
    joined = register(world, register_refugee, world.consultant(), name=row.person.name.upper())
    assert joined.person == row.person


def test_somebody_known_from_an_extract_gets_what_is_written(world):
    person = Person.objects.create(birth_year=1992, **cpr_fields(CPR))
    register(world, register_refugee, world.consultant(), phone="20 30 40 50", birth_year=1980)
    person.refresh_from_db()
    assert (person.name, person.phone, person.birth_year) == ("Per Sonne", "20 30 40 50", 1992)
