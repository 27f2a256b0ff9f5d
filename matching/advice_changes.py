"""What single change would let two people be matched: one rule relaxed, or one paper there. Pure.

A rule may stand for two different things to change (the wish of either side), and one thing may meet two
rules (a declaration of confidentiality). What is changed alone is called a part here: a pair is possible
where no part fails, and one change away where exactly one does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.criteria.facts import PAIR_RULES, Rules
from matching.criteria.fits import shared_level
from matching.criteria.people import MENTOR_STANDING, REFUGEE_STANDING, SLOTS, Column, Mentors, Refugees
from matching.criteria.rules import RULES, Rule

Bools = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]

REFUGEE_CHANGES = (
    "consent_refugee",
    "partner_consent",
    "selected",
    "interview_refugee",
    "intro_refugee",
    "wish_refugee",
    "times",
    "languages_refugee",
)
"""What one asks of, or fetches from, the one who waits."""
MENTOR_CHANGES = (
    "consent_mentor",
    "interview_mentor",
    "intro_mentor",
    "training",
    "child_certificate",
    "criminal_record",
    "confidentiality",
    "wish_mentor",
    "languages_mentor",
    "place",
)
"""What one asks of, or fetches from, a mentor."""
PROGRAMME_CHANGES = ("interpreter", "weaker_language", "municipality", "distance", "occupation_field")
"""What the programme could allow in a single case."""
UP_TO = {"languages_refugee", "languages_mentor"}
"""What may come out either way: the answer is not known before it is asked for."""

WISHES = {"wish_refugee", "wish_mentor"}
"""What is somebody's own to wish."""

_SAME_PART = {"protected_address": "confidentiality", "capacity": "place"}
_INTRO = "intro_course"


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """`value`: the gender somebody wishes, or the time that is added; empty for the rest."""

    kind: str
    value: str = ""

    @property
    def of_mentor(self) -> bool:
        return self.kind in MENTOR_CHANGES


@dataclass(frozen=True, slots=True)
class Looked:
    """Pairs of (rows, all mentors): which are possible, which one change away; how many each rule bars."""

    allowed: Bools
    changes: Mapping[Change, Bools]
    ruled_out: Mapping[str, npt.NDArray[np.int64]]


def look(refugees: Refugees, mentors: Mentors, rules: Rules, rows: Positions) -> Looked:
    """Every pair of the refugees at `rows` with every mentor."""
    shape = (len(rows), len(mentors))
    if not len(mentors):
        return Looked(np.zeros(shape, bool), {}, {})
    parts: dict[str, Bools] = {}
    ruled_out: dict[str, npt.NDArray[np.int64]] = {}
    for rule, tables in _tables(refugees, mentors, rules, rows):
        barred = np.zeros(shape, bool)
        for part, table in tables:
            barred |= table
            parts[part] = parts[part] | table if part in parts else table
        if barred.any():
            ruled_out[rule] = barred.sum(axis=1)
    fails = np.zeros(shape, np.uint8)
    for table in parts.values():
        fails += table
    changes: dict[Change, Bools] = {}
    for part, table in parts.items():
        alone = table & (fails == 1)
        if alone.any():
            found = _changes(part, alone, refugees, mentors, rules, rows)
            changes |= {change: pairs for change, pairs in found if pairs.any()}
    return Looked(fails == 0, changes, ruled_out)


def _tables(
    refugees: Refugees, mentors: Mentors, rules: Rules, rows: Positions
) -> Iterator[tuple[str, list[tuple[str, Bools]]]]:
    """For each demanded rule its parts, each with the pairs it keeps apart."""
    for rule in RULES.values():
        if not rule.demanded(rules):
            continue
        one, at = _values(refugees.columns[rule.of_refugee], rows)
        other, there = _values(mentors.columns[rule.of_mentor], np.arange(len(mentors)))
        found = [
            (part, table[np.ix_(at, there)]) for part, table in _parts(rule, one, other, rules) if table.any()
        ]
        yield rule.name, found
    for name in PAIR_RULES:
        pairs = refugees.excluded[name]
        if name == "earlier_pair" and rules.old_pairs_again:
            continue
        among = pairs[np.isin(pairs[:, 0], rows)]
        barred = np.zeros((len(rows), len(mentors)), bool)
        barred[np.searchsorted(rows, among[:, 0]), among[:, 1]] = True
        yield name, [(name, barred)]


def _values(column: Column, people: Positions) -> tuple[Values, Positions]:
    """The different values among `people`, and which one each has."""
    different, at = np.unique(column.index[people], return_inverse=True)
    return column.values[different], at


def _parts(rule: Rule, one: Values, other: Values, rules: Rules) -> Iterator[tuple[str, Bools]]:
    """The rule with one side at a time as it would be without its share in it."""
    if rule.name == "gender_wish":
        yield "wish_refugee", rule.fails(one, _with(other, 1, 0), rules)
        yield "wish_mentor", rule.fails(_with(one, 1, 0), other, rules)
    elif rule.name == _INTRO:
        yield "intro_refugee", rule.fails(one, _with(other, MENTOR_STANDING.index(_INTRO), 1), rules)
        yield "intro_mentor", rule.fails(_with(one, REFUGEE_STANDING.index(_INTRO), 1), other, rules)
    else:
        yield _SAME_PART.get(rule.name, rule.name), rule.fails(one, other, rules)


def _with(values: Values, at: int, value: float) -> Values:
    changed = values.copy()
    changed[:, at] = value
    return changed


def _changes(
    part: str, alone: Bools, refugees: Refugees, mentors: Mentors, rules: Rules, rows: Positions
) -> Iterator[tuple[Change, Bools]]:
    """What could be changed about a part that alone keeps these pairs apart; nothing for some."""
    if part == "language":
        yield from _languages(alone, refugees, mentors, rules, rows)
    elif part == "availability":
        times = mentors.columns["availability"]
        for at, slot in enumerate(SLOTS, start=1):
            yield Change("times", slot), alone & (times.values[times.index][:, at] > 0)
    elif part == "wish_refugee":
        for gender in sorted({refugees.rows[row].wants_gender for row in rows.tolist()} - {""}):
            whose = np.array([refugees.rows[row].wants_gender == gender for row in rows.tolist()])
            yield Change(part, gender), alone & whose[:, None]
    elif part == "municipality":
        here, there = _known_towns(refugees, rows), _known_towns(mentors, np.arange(len(mentors)))
        yield Change(part), alone & here[:, None] & there
    elif part in REFUGEE_CHANGES + MENTOR_CHANGES + PROGRAMME_CHANGES:
        yield Change(part), alone


def _languages(
    alone: Bools, refugees: Refugees, mentors: Mentors, rules: Rules, rows: Positions
) -> Iterator[tuple[Change, Bools]]:
    """Not known is worth asking; known is a matter of an interpreter, or of a little being enough."""
    one, at = _values(refugees.columns["languages"], rows)
    other, there = _values(mentors.columns["languages"], np.arange(len(mentors)))
    mine, theirs = one[at, 1:].max(axis=1, initial=0), other[there, 1:].max(axis=1, initial=0)
    told, known = mine[:, None] > 0, theirs > 0
    yield Change("languages_refugee"), alone & ~told & (theirs >= rules.language_level_from) & known
    yield Change("languages_mentor"), alone & told & (mine[:, None] >= rules.language_level_from) & ~known
    yield Change("interpreter"), alone & told & known
    yield Change("weaker_language"), alone & (shared_level(one, other) > 0)[np.ix_(at, there)]


def _known_towns(people: Refugees | Mentors, at: Positions) -> Bools:
    towns = people.columns["municipality"]
    return np.asarray(towns.values[towns.index[at]][:, 0] > 0)
