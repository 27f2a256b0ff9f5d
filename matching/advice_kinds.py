"""Whom to recruit next: kinds of mentors by how many more the whole plan would serve with them. Pure.

The kinds are made of what those demand whom the plan leaves: a language they speak well enough, the gender
they wish, where and when they can meet, as far as the programme has a rule about it.
"""

import heapq
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.advice_changes import look
from matching.advice_flow import Flow
from matching.criteria.facts import CLEARANCES, MentorFacts, RefugeeFacts, Rules
from matching.criteria.occupations import field_of
from matching.criteria.people import SLOTS, Refugees, people_from_rows

KINDS_AT_MOST = 150
LISTED = 12
LANGUAGES_OF_ONE = 4


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """What a mentor must be; empty for whatever does not matter."""

    language: str
    gender: str = ""
    municipality: str = ""
    postcode: str = ""
    slot: str = ""
    field: str = ""

    @property
    def demands(self) -> int:
        return sum(map(bool, (self.gender, self.municipality, self.postcode, self.slot, self.field)))


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many mentors of a kind, with one place each, and whom the plan would serve with them."""

    kind: Kind
    refugees: tuple[int, ...]

    @property
    def mentors(self) -> int:
        return len(self.refugees)


def demanded(person: RefugeeFacts, rules: Rules) -> Iterator[Kind]:
    """Kinds of mentors that could take this person on."""
    levels = sorted((person.languages or {}).items(), key=lambda each: (-each[1], each[0]))
    spoken = [code for code, level in levels if level >= rules.language_level_from][:LANGUAGES_OF_ONE]
    times = sorted(person.availability or (), key=SLOTS.index) if rules.shared_availability else []
    near = rules.at_most_km is not None and not person.protected  # whose address is protected names no place
    wish = person.wants_gender if rules.gender_wishes else ""
    work = field_of(person.occupation, person.occupation_field) if rules.same_occupation_field else ""
    for language in spoken:
        for slot in times or [""]:
            yield Kind(
                language=language,
                gender=rules.mentor_gender or wish,
                municipality=person.municipality if rules.same_municipality else "",
                postcode=person.postcode if near else "",
                slot=slot,
                field=work,
            )


def as_mentor(kind: Kind, number: int) -> MentorFacts:
    """A mentor of that kind as good as can be: every paper there, one place, no wish."""
    return MentorFacts(
        id=number,
        municipality=kind.municipality,
        languages={kind.language: 5},
        gender=kind.gender,
        availability=frozenset({kind.slot}) if kind.slot else None,
        occupation_field=kind.field,
        postcode=kind.postcode,
        consent=True,
        interviewed=True,
        intro_course=True,
        trained=True,
        clearances=frozenset(CLEARANCES),
    )


def recruit(refugees: Refugees, rules: Rules, flow: Flow, *, listed: int = LISTED) -> list[Wanted]:
    """The kinds that serve most, one after the other, each beside those before it; `flow` is used up."""
    rows: Sequence[RefugeeFacts] = refugees.rows
    counts = Counter(kind for at in flow.unmatched for kind in set(demanded(rows[at], rules)))
    kinds = [kind for kind, _many in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]
    kinds = sorted(kinds[:KINDS_AT_MOST], key=lambda kind: (kind.demands, kind))
    if not kinds:
        return []
    possible = _possible(rows, kinds, rules, refugees)
    first = len(flow.room)
    flow.add_mentors(len(kinds))

    def gain(at: int) -> tuple[int, ...]:
        """Whom as many mentors of the kind as are needed would serve."""
        pairs = {int(row): 1 << (first + at) for row in np.flatnonzero(possible[:, at])}
        return flow.gain(pairs, {first + at: len(flow.unmatched)}).served

    # What a kind gains can only fall as others are taken on: the last figure bounds the next.
    heap = [(-len(gain(at)), at) for at in range(len(kinds))]
    heapq.heapify(heap)
    wanted: list[Wanted] = []
    while heap and len(wanted) < listed:
        _bound, at = heapq.heappop(heap)
        served = gain(at)
        if heap and (-len(served), at) > heap[0]:
            heapq.heappush(heap, (-len(served), at))
        elif not served:
            break
        else:
            pairs = {int(row): 1 << (first + at) for row in np.flatnonzero(possible[:, at])}
            taken = flow.take_on(pairs, {first + at: len(served)})
            wanted.append(Wanted(kinds[at], tuple(taken)))
    return wanted


def _possible(
    rows: Sequence[RefugeeFacts], kinds: Sequence[Kind], rules: Rules, refugees: Refugees
) -> npt.NDArray[np.bool_]:
    """(R, kinds): who could be taken on by whom."""
    mentors = [as_mentor(kind, -number) for number, kind in enumerate(kinds, start=1)]
    people, others = people_from_rows(rows, mentors, today=refugees.today)
    return look(people, others, rules, np.arange(len(rows))).allowed
