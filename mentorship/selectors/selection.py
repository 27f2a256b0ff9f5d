"""What a selection is decided from: quotas, who is left to choose among, whom the choice leaves out."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Count, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentorship.clock import today
from mentorship.models import (
    Mentor,
    Programme,
    ProgrammeMunicipality,
    Refugee,
    SuccessCriterion,
    User,
)
from mentorship.permissions import Permission, Role
from mentorship.registry import BUILT_ON
from mentorship.vocabulary import Education, Gender

# Bands of age a selection is looked at by: (key, first age, last age, words); None: no limit.
AGE_BANDS: "tuple[tuple[str, int | None, int | None, str | Promise], ...]" = (
    ("u25", None, 24, _("under 25")),
    ("25-39", 25, 39, _("25–39")),
    ("40-54", 40, 54, _("40–54")),
    ("55", 55, None, _("55 and over")),
)
UNKNOWN = "unknown"


def in_age_band(key: str) -> Q:
    """People whose age by year of birth lies in the band; `unknown`: without a year of birth."""
    if key == UNKNOWN:
        return Q(person__birth_year=None)
    first, last = next((first, last) for name, first, last, _words in AGE_BANDS if name == key)
    year = today().year
    found = Q(person__birth_year__isnull=False)
    if first is not None:
        found &= Q(person__birth_year__lte=year - first)
    if last is not None:
        found &= Q(person__birth_year__gte=year - last)
    return found


def with_experience() -> Q:
    """People of whom an occupation or work experience is written."""
    return Q(profile__isnull=False) & (~Q(profile__occupation="") | ~Q(profile__work_experience=""))


@dataclass(frozen=True, slots=True)
class Quota:
    """A municipality's part of the selection. `selected` counts those who have left too, as results do."""

    municipality: str
    code: str
    quota: int | None
    due_on: datetime.date | None
    selected: int
    candidates: int

    @property
    def left(self) -> int | None:
        return None if self.quota is None else max(0, self.quota - self.selected)

    @property
    def over(self) -> int:
        return 0 if self.quota is None else max(0, self.selected - self.quota)

    @property
    def days_left(self) -> int | None:
        return None if self.due_on is None else (self.due_on - today()).days


def selectable(user: User, programme: Programme, model: type[Mentor] | type[Refugee]) -> "QuerySet[Any]":
    """Rows whose selection is the user's to decide."""
    rows: QuerySet[Any] = model.objects.visible_to(user, permission=Permission.PEOPLE_SELECT)
    return rows.filter(programme=programme)


def municipalities_to_select_in(user: User, programme: Programme) -> "QuerySet[ProgrammeMunicipality]":
    """The parts of the programme the user selects for: the consultant's own, the leader's all."""
    parts = programme.municipality_parts.select_related("municipality").order_by("municipality__name")
    hats = [
        hat for hat in user.bindings_granting(Permission.PEOPLE_SELECT) if hat.programme_id == programme.pk
    ]
    if all(hat.role == Role.CONSULTANT for hat in hats):
        parts = parts.filter(municipality__in=[hat.municipality_id for hat in hats])
    return parts


def quotas(user: User, programme: Programme, model: type[Mentor] | type[Refugee]) -> list[Quota]:
    """Each municipality's quota and how it is filled: two queries. Mentors have no quota."""
    counted = selectable(user, programme, model).order_by().values_list("municipality_id")
    counts = {
        municipality: (selected, candidates)
        for municipality, selected, candidates in counted.annotate(
            selected=Count("pk", filter=Q(selected_on__isnull=False)),
            candidates=Count("pk", filter=Q(selected_on=None, left_on=None)),
        )
    }
    return [
        Quota(
            part.municipality.name,
            part.municipality.code,
            part.quota if model is Refugee else None,
            part.quota_on if model is Refugee else None,
            *counts.get(part.municipality_id, (0, 0)),
        )
        for part in municipalities_to_select_in(user, programme)
    ]


def in_total(parts: Sequence[Quota], target: int | None, due_on: datetime.date | None) -> Quota:
    """All the parts together, against the programme's `target`."""
    selected, candidates = sum(part.selected for part in parts), sum(part.candidates for part in parts)
    return Quota("", "", target, due_on, selected, candidates)


def mentor_target(programme: Programme) -> SuccessCriterion | None:
    """How many mentors the programme as a whole is to select, and by when; None where it does not say."""
    return programme.criteria.filter(
        indicator="mentors_selected",
        retired_on=None,
        municipality=None,
        organisation=None,
        target__isnull=False,
    ).first()


def with_what_rests_on(rows: "QuerySet[Any]", side: str) -> "QuerySet[Any]":
    """Annotate `rests_on`: whether something is built on the selection, so that it cannot be taken back."""
    whens = [When(thing.condition(side), then=Value(True)) for thing in BUILT_ON]
    return rows.annotate(rests_on=Case(*whens, default=Value(False), output_field=BooleanField()))


@dataclass(frozen=True, slots=True)
class Group:
    """People who share something: how many of the whole, how many of the selected."""

    label: "str | Promise"
    whole: int
    selected: int
    known: bool = True


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The whole and the selected by one thing; `groups` add up to the totals."""

    key: str
    title: "str | Promise"
    groups: tuple[Group, ...]
    whole: int
    selected: int

    def shares(self, group: Group) -> tuple[float, float]:
        """The group's share of the whole and of the selected, in percent."""
        return (
            100 * group.whole / self.whole if self.whole else 0,
            100 * group.selected / self.selected if self.selected else 0,
        )


LEAST_GAP = 5  # percentage points; less is chance
LEAST_PEOPLE = 5


def most_left_out(found: Sequence[Breakdown]) -> tuple[Breakdown, Group] | None:
    """The group whose share of the selected falls furthest below its share of the whole, if any does."""
    gaps = [
        (whole - selected, breakdown, group)
        for breakdown in found
        for group in breakdown.groups
        if breakdown.selected >= LEAST_PEOPLE and group.whole >= LEAST_PEOPLE and group.known
        for whole, selected in [breakdown.shares(group)]
    ]
    worst = max(gaps, key=lambda gap: gap[0], default=None)
    return (worst[1], worst[2]) if worst and worst[0] >= LEAST_GAP else None


def breakdowns(rows: "QuerySet[Any]") -> list[Breakdown]:
    """The selected beside the whole, of those who have not left: two queries, however many people."""
    rows = rows.filter(left_on=None).order_by()
    of_person = _counts(rows, "person__birth_year", "person__gender")
    of_profile = _counts(rows.annotate(stated=_stated()), "profile__education", "stated")
    return [
        _breakdown("age", _("Age"), _of(of_person, 0), _by_age()),
        _breakdown("gender", _("Gender"), _of(of_person, 1), _by_choice(Gender.choices)),
        _breakdown("education", _("Education"), _of(of_profile, 0), _by_choice(Education.choices)),
        _breakdown("experience", _("Work experience"), _of(of_profile, 1), _by_experience()),
    ]


Counts = list[tuple[Any, int, int]]
Sorter = tuple[Sequence[tuple[str, "str | Promise"]], Callable[[Any], str]]


def _counts(rows: "QuerySet[Any]", *columns: str) -> list[tuple[Any, ...]]:
    """(each of `columns`, how many, how many selected): both columns are counted by in one pass."""
    annotated = rows.values_list(*columns).annotate(
        whole=Count("pk"), chosen=Count("pk", filter=Q(selected_on__isnull=False))
    )
    return list(annotated)


def _of(counts: list[tuple[Any, ...]], column: int) -> Counts:
    return [(row[column], *row[-2:]) for row in counts]


def _stated() -> Case:
    return Case(When(with_experience(), then=Value(True)), default=Value(False), output_field=BooleanField())


def _by_age() -> Sorter:
    year = today().year

    def band(birth_year: int | None) -> str:
        if birth_year is None:
            return UNKNOWN
        return next(
            key for key, _first, last, _words in AGE_BANDS if last is None or year - birth_year <= last
        )

    return [(key, words) for key, _first, _last, words in AGE_BANDS], band


def _by_choice(choices: Iterable[tuple[str, Any]]) -> Sorter:
    labels = list(choices)
    known = {key for key, _label in labels}
    return labels, lambda value: value if value in known else UNKNOWN


def _by_experience() -> Sorter:
    return [("yes", _("stated"))], lambda known: "yes" if known else UNKNOWN


def _breakdown(key: str, title: "str | Promise", counts: Counts, sorter: Sorter) -> Breakdown:
    labels, sort = sorter
    whole: dict[str, int] = {}
    chosen: dict[str, int] = {}
    for value, many, selected in counts:
        group = sort(value)
        whole[group] = whole.get(group, 0) + many
        chosen[group] = chosen.get(group, 0) + selected
    groups = tuple(
        Group(label, whole.get(name, 0), chosen.get(name, 0), name != UNKNOWN)
        for name, label in [*labels, (UNKNOWN, _("not stated"))]
        if whole.get(name)
    )
    return Breakdown(key, title, groups, sum(whole.values()), sum(chosen.values()))
