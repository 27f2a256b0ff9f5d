"""Canaries in every municipality and with every partner: no answer to anybody holds a foreign one.

Every address of docs/roles.md is walked by every role, as it stands, by search, by filters, as htmx asks,
and posted to (exports are unpacked). A new address without a line there fails here and in the access walk.
"""

import pytest
from django.db import transaction

from mentorship.config.testing.access import World, build_world
from mentorship.config.testing.canaries import PREFIX, Canary, set_free
from mentorship.permissions import Role
from mentorship.testing.client import StrictClient
from mentorship.tests.test_access_matrix import (
    LINES,
    PAGES,
    address,
    address_of,
    anonymised,
    ask,
    fill,
    read_whole,
)

pytestmark = [pytest.mark.django_db, pytest.mark.walk]
ROLES = [*Role.values, "no role"]
# What lists, boards and logs are narrowed by; an address that knows none of them passes them over.
QUERIES = (
    "q={prefix}&vis=alt&hvem=alle",
    "kommune=329&forening={organisation}&bruger=1&stade=&sorter=-navn&page=1",
    "mentor={mentor}",
    "refugee={refugee}",
)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def canaries(world, django_db_blocker):
    with django_db_blocker.unblock():
        return set_free(world)


@pytest.fixture(scope="module")
def clients(world, canaries):
    found = {}
    for role in ROLES:
        found[role] = StrictClient()
        found[role].force_login(world.users[role])
    return found


def foreign(canaries: list[Canary], world: World, role: str) -> list[Canary]:
    return [canary for canary in canaries if not canary.is_seen_by(role, world)]


def shown(text: str, foreigners: list[Canary]) -> list[str]:
    return sorted(word for canary in foreigners for word in canary.words if word in text)


def questions(foreigners: list[Canary], world: World) -> list[str]:
    """The query strings, asking for people and partners who are none of the role's."""
    mentor = next(canary.row.pk for canary in foreigners if canary.row.side == "mentor")
    refugee = next(canary.row.pk for canary in foreigners if canary.row.side == "refugee")
    organisation = world.home.organisations.exclude(name="Røde Kors")[0].pk
    return [
        query.format(prefix=PREFIX, mentor=mentor, refugee=refugee, organisation=organisation)
        for query in QUERIES
    ]


def test_there_is_one_in_every_municipality_and_with_every_partner(world, canaries):
    for programme in (world.home, world.away):
        rows = [canary.row for canary in canaries if canary.row.programme_id == programme.pk]
        places = {row.municipality_id for row in rows}
        partners = {row.organisation_id for row in rows if row.side == "mentor"}
        assert places == set(programme.municipalities.values_list("pk", flat=True))
        assert partners >= set(programme.organisations.values_list("pk", flat=True))


@pytest.mark.parametrize("role", [Role.PROJECT_LEADER, Role.CONSULTANT, Role.PARTNER])
def test_a_search_finds_ones_own(role, world, canaries, clients):
    """Else the walk would prove nothing."""
    client = clients[role]
    found = ask(client, "GET", (f"/p/{world.home.key}/mentorer/?q={PREFIX}", {})).whole
    own = [canary for canary in canaries if canary.is_seen_by(role, world) and canary.row.side == "mentor"]
    assert own
    assert any(canary.row.case_number in found for canary in own)


@pytest.mark.parametrize("name", PAGES)
def test_no_answer_holds_a_foreign_canary(name, world, canaries, clients):
    line = LINES.get(name)
    assert line is not None, f"{name} has no line in docs/roles.md: the walk has no rows for it"
    for role in ROLES:
        foreigners = foreign(canaries, world, role)
        url, data = address(line, world, role)
        for method in sorted(line.may[role]):
            response = ask(clients[role], method, (url, data))
            assert shown(response.whole, foreigners) == [], f"{role} {method} {url}"
        if "GET" not in line.may[role]:
            continue
        partial = clients[role].get(url, headers={"HX-Request": "true"})
        assert shown(read_whole(partial), foreigners) == [], f"{role} htmx {url}"
        for query in questions(foreigners, world):
            response = ask(clients[role], "GET", (f"{url}?{query}", {}))
            assert response.status_code < 500, f"{role} {url}?{query}"
            assert shown(response.whole, foreigners) == [], f"{role} GET {url}?{query}"


@pytest.mark.parametrize("name", [name for name in PAGES if name in LINES])
def test_a_foreign_row_answers_as_one_that_is_not_there(name, world, canaries, clients):
    line = LINES[name]
    kinds = {word: key for key, word in line.arguments.items() if word in ("refugee", "mentor")}
    for word, key in kinds.items():
        for role in ROLES:
            # A row that stands in the form is not part of what a GET asks for.
            for method in sorted(line.may[role] - ({"GET"} if key.startswith("post:") else set())):
                unknown = ask(clients[role], method, with_row(line, world, role, key, 999_999_999))
                assert unknown.status_code == 404
                for canary in one_of_each_kind(foreign(canaries, world, role), word, world, role):
                    where = with_row(line, world, role, key, canary.row.pk)
                    response = ask(clients[role], method, where)
                    assert response.status_code == 404, f"{role} {method} {where[0]}"
                    assert anonymised(response) == anonymised(unknown), f"{role} {method} {where[0]}"


def one_of_each_kind(foreigners: list[Canary], side: str, world: World, role: str) -> list[Canary]:
    """Of those strange for the same reasons (another programme, municipality, partner) one is asked for."""
    hats = {binding.role: binding for binding in world.users[role].bindings.all()}
    hat = hats.get(role)

    def strange_by(canary: Canary) -> tuple[bool, ...]:
        row = canary.row
        return (
            row.programme_id != world.home.pk,
            row.municipality_id != getattr(hat, "municipality_id", None),
            getattr(row, "organisation_id", None) != getattr(hat, "organisation_id", None),
        )

    return list({strange_by(canary): canary for canary in foreigners if canary.row.side == side}.values())


def with_row(line, world, role, key, pk):
    """The page's address and form data, with this row in place of one's own."""
    return address_of(line, world.home, fill(line, world, role, "own") | {key: pk})
