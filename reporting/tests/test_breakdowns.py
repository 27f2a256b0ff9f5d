"""Who takes part: nobody is found in the tables, not by the differences of four quarters either."""

import datetime
import random

import pytest

from mentorship.programmes.document import parse_document, stored_text
from mentorship.testing.programmes import document_of
from reporting.disclosure import recovered
from reporting.facts import Facts, MentorFact
from reporting.snapshots.breakdowns import _table, breakdowns, summed

DAY = datetime.date
START = DAY(2026, 1, 1)
DOCUMENT = parse_document(stored_text(document_of()))
PLACES = ("340", "329")


def mentors(seed: int, n: int) -> list[MentorFact]:
    draw = random.Random(seed)
    return [
        MentorFact(
            pk,
            draw.choice(PLACES),
            "",
            draw.choice(("female", "female", "male", "other", "")),
            draw.choice((None, *range(1945, 2004))),
            START,
            selected_on=START,
        )
        for pk in range(n)
    ]


def facts(people: list[MentorFact]) -> Facts:
    return Facts(
        as_of=DAY(2026, 12, 31), document=DOCUMENT, municipalities=PLACES, mentors={m.pk: m for m in people}
    )


@pytest.mark.parametrize("seed", range(6))
def test_an_attacker_with_four_quarters_finds_nobody(seed):
    people, frozen = mentors(seed, 80), []
    for n in (9, 25, 31, 80):
        frozen.append({"breakdowns": breakdowns(facts(people[:n]), frozen[-4:])})
    told = [figures["breakdowns"]["mentors"] for figures in frozen]
    for level in (["gender", "age"], ["gender"]):
        shown = [table for table in told if table["level"] == level]
        tables = [_table(table) for table in shown]
        if tables:
            assert recovered(tables, totals=[sum(table["totals"]) for table in shown]) == []
        for table in shown:
            assert {cell % 5 for row in table["cells"] for cell in row} <= {0}
    assert told[-1]["level"], "80 people are enough to show something"


def test_what_the_attack_finds_is_not_let_out():
    """One person in a municipality whose exact total is published: every table would tell of him."""
    lone = [MentorFact(1, "329", "", "male", 1990, START, selected_on=START)]
    table = breakdowns(facts(lone))["mentors"]
    assert table["cells"] == [] or recovered(_table(table), totals=[1]) == []


def test_nobody_is_nobody_to_be_found():
    table = breakdowns(facts([]))["mentors"]
    assert table["totals"] == [0, 0]
    assert {cell for row in table["cells"] for cell in row} == {0}


def test_pages_add_up_the_one_table():
    table = breakdowns(facts(mentors(1, 80)))["mentors"]
    by_gender, by_age = summed(table, "gender"), summed(table, "age")
    assert sum(sum(cells) for _label, cells in by_gender) == sum(sum(cells) for _label, cells in by_age)
    assert [label for label, _cells in by_gender] == ["female", "male", "other"]
    assert summed(table | {"level": ["gender"]}, "age") == []
