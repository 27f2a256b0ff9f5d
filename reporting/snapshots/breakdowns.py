"""Who takes part: the one master table of each side, rounded, attacked, and only then let out.

Every page and file adds up rows and columns of these tables and never counts anew.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from reporting.disclosure import recovered
from reporting.facts import Facts, MentorFact, RefugeeFact
from reporting.rounding import Table, protect

GENDERS = ("female", "male", "other")
REFUGEE_BANDS = ((30, "-29"), (50, "30-49"), (200, "50-"))
MENTOR_BANDS = ((40, "-39"), (65, "40-64"), (200, "65-"))
UNKNOWN = "unknown"
LEVELS: tuple[tuple[str, ...], ...] = (("gender", "age"), ("gender",))

Row = RefugeeFact | MentorFact
Bands = tuple[tuple[int, str], ...]


def breakdowns(facts: Facts, earlier: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """Refugees with and without a match, and selected mentors, by gender and age, and municipality.

    With and without are tables of different people: neither tells of the other but by its own total.
    """
    matched = [facts.refugees[pk] for pk in facts.first_start if pk in facts.refugees]
    without = [row for pk, row in facts.refugees.items() if pk not in facts.first_start and not row.left_on]
    before = [figures["breakdowns"] for figures in earlier if figures.get("breakdowns")]
    return {
        "refugees": _let_out(matched, REFUGEE_BANDS, facts, [tables["refugees"] for tables in before]),
        "without": _let_out(
            without, REFUGEE_BANDS, facts, [tables["without"] for tables in before if "without" in tables]
        ),
        "mentors": _let_out(
            list(facts.selected_mentors()), MENTOR_BANDS, facts, [tables["mentors"] for tables in before]
        ),
    }


def _let_out(
    people: Sequence[Row], bands: Bands, facts: Facts, before: list[dict[str, Any]]
) -> dict[str, Any]:
    """The finest table the attack finds nothing in; an empty one where it always does."""
    for level in LEVELS:
        truth = _count(people, bands, facts, level)
        table = protect(truth)
        same_shape = [told for told in before if told["level"] == list(level)]
        if not _found(table, truth, same_shape):
            return _stored(table, truth, level)
    return {"level": [], "rows": [], "columns": list(facts.municipalities), "cells": [], "totals": []}


def _count(people: Iterable[Row], bands: Bands, facts: Facts, level: tuple[str, ...]) -> Table:
    labels: dict[str, Callable[[Row], str]] = {
        "gender": lambda row: row.gender if row.gender in GENDERS[:2] else GENDERS[2],
        "age": lambda row: _band(row, bands, facts.as_of.year),
    }
    counts = Counter((":".join(labels[trait](row) for trait in level), row.municipality) for row in people)
    ages = [*(name for _below, name in bands), UNKNOWN]
    rows = [f"{gender}:{age}" for gender in GENDERS for age in ages] if "age" in level else list(GENDERS)
    cells = tuple(tuple(counts[row, code] for code in facts.municipalities) for row in rows)
    return Table(tuple(rows), facts.municipalities, cells)


def _band(row: Row, bands: Bands, year: int) -> str:
    if row.birth_year is None:
        return UNKNOWN
    return next(name for below, name in bands if year - row.birth_year < below)


def _found(table: Table, truth: Table, before: list[dict[str, Any]]) -> bool:
    """Whether a solver with all that is published, now and before, is sure of a cell or of a change.

    It knows the exact total of each municipality, which the grant's own criteria publish. Where that total
    is 0 there is nobody to be found.
    """
    tables = [_table(told) for told in before] + [table]
    totals = [told["totals"] for told in before] + [list(truth.column_totals)]
    places = range(len(table.columns))
    peopled = [place for place in places if all(row[place] for row in totals)]
    if peopled and recovered(
        [_columns(t, peopled) for t in tables],
        totals=[sum(row[place] for place in peopled) for row in totals],
    ):
        return True
    for place in places:
        told = [(t, row[place]) for t, row in zip(tables, totals, strict=True) if row[place]]
        if told and recovered([_columns(t, [place]) for t, _n in told], totals=[n for _t, n in told]):
            return True
    return False


def _columns(table: Table, places: Sequence[int]) -> Table:
    cells = tuple(tuple(row[place] for place in places) for row in table.cells)
    return Table(table.rows, tuple(table.columns[place] for place in places), cells)


def _table(told: dict[str, Any]) -> Table:
    return Table(tuple(told["rows"]), tuple(told["columns"]), tuple(tuple(row) for row in told["cells"]))


def _stored(table: Table, truth: Table, level: tuple[str, ...]) -> dict[str, Any]:
    return {
        "level": list(level),
        "rows": list(table.rows),
        "columns": list(table.columns),
        "cells": [list(row) for row in table.cells],
        "totals": list(truth.column_totals),
    }


def summed(told: dict[str, Any], trait: str) -> list[tuple[str, list[int]]]:
    """Rows of one trait ("gender" or "age"), the rounded cells of the others added up: (label, by column)."""
    if trait not in told["level"]:
        return []
    place = told["level"].index(trait)
    sums: dict[str, list[int]] = {}
    for label, cells in zip(told["rows"], told["cells"], strict=True):
        known = sums.setdefault(label.split(":")[place], [0] * len(cells))
        sums[label.split(":")[place]] = [a + b for a, b in zip(known, cells, strict=True)]
    return list(sums.items())
