"""What keeps somebody from an activity beyond what the core's own rules say. Pure.

Each rule is the pairs it names, so that what an activity does not say demands nothing of anybody.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.criteria.facts import MentorFacts, RefugeeFacts
from matching.criteria.people import Mentors, Refugees
from matching.criteria.reason import Reason, because
from matching.criteria.reasons import shared_language

BoolArray = npt.NDArray[np.bool_]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Demand:
    """What one activity asks of whoever takes part. Ages are those reached in the year of the day."""

    age_from: int | None = None
    age_to: int | None = None
    language_level_from: int = 2
    new_to_the_course: bool = False


def excluded(
    refugees: Refugees,
    activities: Mentors,
    demands: Sequence[Demand],
    *,
    on_list: Iterable[Pair] = (),
    put_aside: Iterable[Pair] = (),
) -> dict[str, npt.NDArray[np.int64]]:
    """Rule -> (k, 2) positions of (refugee, activity) it rules out; a demand for each activity."""
    tables: dict[str, BoolArray] = {
        "activity_municipality": _columns(refugees, activities, demands, _elsewhere),
        "activity_language": _columns(refugees, activities, demands, _without_language),
        "activity_age": _columns(refugees, activities, demands, _of_other_age),
        "course_taken": _columns(refugees, activities, demands, _been_there),
        "on_list": _named(refugees, activities, on_list),
        "put_aside": _named(refugees, activities, put_aside),
    }
    return {rule: np.argwhere(table).astype(np.int64).reshape(-1, 2) for rule, table in tables.items()}


Out = Callable[[Refugees, MentorFacts, Demand], "BoolArray | None"]


def _columns(refugees: Refugees, activities: Mentors, demands: Sequence[Demand], out: Out) -> BoolArray:
    """(refugees, activities): whom each activity is not for; None of `out` is nobody."""
    table = np.zeros((len(refugees), len(activities)), bool)
    for at, (activity, demand) in enumerate(zip(activities.rows, demands, strict=True)):
        if (barred := out(refugees, activity, demand)) is not None:
            table[:, at] = barred
    return table


def _elsewhere(refugees: Refugees, activity: MentorFacts, demand: Demand) -> BoolArray | None:
    if not activity.municipality:
        return None
    column = refugees.columns["municipality"]
    own = refugees.words.municipalities.index(activity.municipality)
    return (column.values[:, 0] != own)[column.index]


def _without_language(refugees: Refugees, activity: MentorFacts, demand: Demand) -> BoolArray | None:
    """Not known of the person is not shown to be spoken; not said of the activity is not asked."""
    if not activity.languages:
        return None
    column = refugees.columns["languages"]
    spoken = [1 + refugees.words.languages.index(code) for code in activity.languages]
    return (column.values[:, spoken].max(axis=1, initial=0) < demand.language_level_from)[column.index]


def _of_other_age(refugees: Refugees, activity: MentorFacts, demand: Demand) -> BoolArray | None:
    if demand.age_from is None and demand.age_to is None:
        return None
    column = refugees.columns["birth_year"]
    born = column.values[:, 0]
    age = refugees.today.year - born
    wrong = born < 0
    if demand.age_from is not None:
        wrong |= age < demand.age_from
    if demand.age_to is not None:
        wrong |= age > demand.age_to
    return wrong[column.index]


def _been_there(refugees: Refugees, activity: MentorFacts, demand: Demand) -> BoolArray | None:
    if not demand.new_to_the_course:
        return None
    return np.array([row.intro_course for row in refugees.rows], bool)


def _named(refugees: Refugees, activities: Mentors, pairs: Iterable[Pair]) -> BoolArray:
    table = np.zeros((len(refugees), len(activities)), bool)
    row = {person.id: at for at, person in enumerate(refugees.rows)}
    col = {activity.id: at for at, activity in enumerate(activities.rows)}
    for refugee, activity in pairs:
        if refugee in row and activity in col:
            table[row[refugee], col[activity]] = True
    return table


def barred_because(rule: str, refugee: RefugeeFacts, activity: MentorFacts) -> Reason | None:
    """Why one of these rules keeps the person out; None for a rule of the core's own."""
    return _TOLD[rule](refugee, activity) if rule in _TOLD else None


def _language_told(refugee: RefugeeFacts, activity: MentorFacts) -> Reason:
    if refugee.languages is None:
        return because("rule.activity_language_unknown")
    level, code = shared_language(refugee, activity)
    return (
        because("rule.activity_language_weak", language=code) if level else because("rule.activity_language")
    )


def _age_told(refugee: RefugeeFacts, activity: MentorFacts) -> Reason:
    return because("rule.activity_age" if refugee.birth_year else "rule.activity_age_unknown")


def _plain(rule: str) -> Callable[[RefugeeFacts, MentorFacts], Reason]:
    return lambda refugee, activity: because(f"rule.{rule}")


_TOLD: Mapping[str, Callable[[RefugeeFacts, MentorFacts], Reason]] = {
    "activity_language": _language_told,
    "activity_age": _age_told,
    **{rule: _plain(rule) for rule in ("activity_municipality", "course_taken", "on_list", "put_aside")},
}
