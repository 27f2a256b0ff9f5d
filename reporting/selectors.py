"""What indicators read: a programme's rows as they stood at the end of a day, in so many queries."""

import datetime
from collections.abc import Iterator
from typing import Any, cast

from django.db.models import CharField, Exists, F, Max, Model, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Cast

from followup.models import FollowUp, FollowUpState
from matching.models import Match
from mentorship.models import (
    Act,
    LabourSpell,
    Mentor,
    Person,
    Population,
    PopulationMember,
    Programme,
    Refugee,
)
from mentorship.programmes.document import programme_document
from mentorship.programmes.schema import ProgrammeDocument
from reporting.activity_rows import load_marks, load_sessions
from reporting.facts import Facts, FollowUpFact, MatchFact, MentorFact, RefugeeFact, SpellFact

CHUNK = 2000


def load_facts(programme: Programme, as_of: datetime.date) -> Facts:
    """Everything registered on or before `as_of`; what happened later is not there, or not yet over.

    Twelve queries, however many people.
    """
    document = programme_document(programme)
    codes = dict(programme.municipality_parts.values_list("municipality_id", "municipality__code"))
    refugees = {row.pk: row for row in _refugees(programme, as_of, codes)}
    matches = {row.pk: row for row in _matches(programme, as_of, refugees)}
    populations = {
        key: (pk, on)
        for pk, key, on in Population.objects.filter(programme=programme).values_list("pk", "key", "as_of_on")
    }
    members: dict[int, set[int]] = {}
    for population_id, person_id in PopulationMember.objects.filter(
        population__programme=programme
    ).values_list("population_id", "person_id"):
        members.setdefault(population_id, set()).add(person_id)
    return Facts(
        as_of=as_of,
        document=document,
        municipalities=_in_order(codes, document),
        refugees=refugees,
        mentors={row.pk: row for row in _mentors(programme, as_of, codes)},
        matches=matches,
        followups=tuple(_followups(programme, as_of, matches)),
        spells=_spells(programme, as_of),
        populations={key: frozenset(members.get(pk, ())) for key, (pk, _on) in populations.items()},
        population_dates={key: on for key, (_pk, on) in populations.items()},
        sessions=tuple(load_sessions(programme, as_of)),
        marks=load_marks(programme, as_of),
    )


def facts_stamp(programme: Programme) -> tuple[Any, ...]:
    """Changes whenever a figure of the programme may have changed; a few index look-ups and sums.

    Every service leaves a line in the trail; the rest catches rows written past the services.
    """
    in_programme: list[QuerySet[Any]] = [
        Refugee.objects.filter(programme=programme),
        Mentor.objects.filter(programme=programme),
        Match.objects.filter(programme=programme),
    ]
    newest: list[type[Model]] = [Act, FollowUp, LabourSpell, PopulationMember]
    return (
        programme.version,
        *(rows.aggregate(newest=Max("pk"), versions=Sum("version"))["versions"] for rows in in_programme),
        *(rows.aggregate(newest=Max("pk"))["newest"] for rows in in_programme),
        *(model._default_manager.aggregate(newest=Max("pk"))["newest"] for model in newest),
    )


def _in_order(codes: dict[int, str], document: ProgrammeDocument) -> tuple[str, ...]:
    """Municipality codes as the programme lists them, the lead first."""
    listed = [part.code for part in document.municipalities if part.code in codes.values()]
    return (*listed, *sorted(set(codes.values()) - set(listed)))


def _until(day: datetime.date | None, as_of: datetime.date) -> datetime.date | None:
    """`day` if it had come by then."""
    return day if day is not None and day <= as_of else None


def _refugees(programme: Programme, as_of: datetime.date, codes: dict[int, str]) -> Iterator[RefugeeFact]:
    rows = Refugee.objects.filter(programme=programme, registered_on__lte=as_of).values_list(
        "pk",
        "person_id",
        "municipality_id",
        "person__gender",
        "person__birth_year",
        "registered_on",
        "interviewed_on",
        "selected_on",
        "left_on",
    )
    for (
        pk,
        person,
        municipality,
        gender,
        birth_year,
        registered,
        interviewed,
        selected,
        left,
    ) in rows.order_by("pk").iterator(CHUNK):
        yield RefugeeFact(
            pk=pk,
            person=person,
            municipality=codes.get(municipality, ""),
            gender=gender,
            birth_year=birth_year,
            registered_on=registered,
            interviewed_on=_until(interviewed, as_of),
            selected_on=_until(selected, as_of),
            left_on=_until(left, as_of),
        )


def _mentors(programme: Programme, as_of: datetime.date, codes: dict[int, str]) -> Iterator[MentorFact]:
    rows = Mentor.objects.filter(programme=programme, registered_on__lte=as_of).values_list(
        "pk",
        "municipality_id",
        "organisation__name",
        "person__gender",
        "person__birth_year",
        "registered_on",
        "interviewed_on",
        "selected_on",
        "trained_on",
        "left_on",
        "capacity",
        _taken_back(),
    )
    for row in rows.order_by("pk").iterator(CHUNK):
        pk, municipality, organisation, gender, birth_year, registered, *days, capacity, taken_back = row
        # Rosters bring no such day: without one the interview selects a mentor, unless that was taken back
        days[1] = days[1] or (None if taken_back else days[0])
        interviewed, selected, trained, left = (_until(day, as_of) for day in days)
        yield MentorFact(
            pk=pk,
            municipality=codes.get(municipality, ""),
            organisation=organisation or "",
            gender=gender,
            birth_year=birth_year,
            registered_on=registered,
            interviewed_on=interviewed,
            selected_on=selected,
            trained_on=trained,
            left_on=left,
            capacity=capacity,
        )


def _taken_back() -> Exists:
    """Whether a mentor's selection was taken back at some time."""
    key = Cast(OuterRef("pk"), CharField())
    acts = Act.objects.filter(subject_label=Mentor._meta.label, subject_id=key, kind="mentor.deselected")
    return Exists(acts)


def _matches(
    programme: Programme, as_of: datetime.date, refugees: dict[int, RefugeeFact]
) -> Iterator[MatchFact]:
    rows = Match.objects.filter(programme=programme, started_on__lte=as_of).values_list(
        "pk",
        "mentor_id",
        "refugee_id",
        "mentor__organisation__name",
        "started_on",
        "ended_on",
        "close_reason",
        "start_meeting__held_on",
        "import_batch_id",
    )
    for pk, mentor, refugee, organisation, started, ended, reason, met, batch in rows.order_by("pk").iterator(
        CHUNK
    ):
        ended = _until(ended, as_of)
        yield MatchFact(
            pk=pk,
            mentor=mentor,
            refugee=refugee,
            municipality=refugees[refugee].municipality if refugee in refugees else "",
            organisation=organisation or "",
            started_on=cast(datetime.date, started),  # the query asks for those that have
            ended_on=ended,
            end_reason=reason if ended else "",
            met_on=_until(met, as_of),
            imported=batch is not None,
        )


def _followups(
    programme: Programme, as_of: datetime.date, matches: dict[int, MatchFact]
) -> Iterator[FollowUpFact]:
    """What was due or held by then. A step taken back because the match ended before it is no step."""
    taken_back = Q(state=FollowUpState.CANCELLED) & (
        Q(match__ended_on=None) | Q(due_on__gt=F("match__ended_on"))
    )
    rows = (
        FollowUp.objects.filter(match__programme=programme)
        .filter(Q(due_on__lte=as_of) | Q(held_on__lte=as_of))
        .exclude(taken_back)
    )
    columns = rows.values_list("match_id", "step", "side", "due_on", "state", "held_on", "pair_met")
    for match, step, side, due_on, state, held_on, pair_met in columns.order_by("due_on", "pk").iterator(
        CHUNK
    ):
        if match not in matches:
            continue
        held = _until(held_on, as_of) if state == FollowUpState.DONE else None
        before = state == FollowUpState.BEFORE
        yield FollowUpFact(match, step, side, due_on, held, pair_met if held else "", before)


def _spells(programme: Programme, as_of: datetime.date) -> dict[int, tuple[SpellFact, ...]]:
    people = Person.objects.filter(
        Q(refugees__programme=programme) | Q(populations__programme=programme)
    ).values("pk")
    found: dict[int, list[SpellFact]] = {}
    rows = LabourSpell.objects.filter(person__in=people, from_on__lte=as_of)
    for person, begun, ended, status, hours in (
        rows.order_by("from_on", "pk")
        .values_list("person_id", "from_on", "to_on", "status", "hours_per_week")
        .iterator(CHUNK)
    ):
        week = None if hours is None else float(hours)
        found.setdefault(person, []).append(SpellFact(begun, _until(ended, as_of), status, week))
    return {person: tuple(spells) for person, spells in found.items()}
