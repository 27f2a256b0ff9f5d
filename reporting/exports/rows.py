"""The rows of each file, read in blocks: memory does not grow with their number."""

import datetime
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from followup.models import FollowUp, FollowUpState
from matching.models import Match
from mentorship.models import Consent, LabourSpell, Mentor, PopulationMember, Refugee
from mentorship.vocabulary import ConsentScope
from reporting.activity_rows import sessions_held
from reporting.exports.anonymity import Combination, age_band, released
from reporting.exports.pseudonyms import Pseudonyms
from reporting.exports.request import ExportRequest
from reporting.quarters import Quarter
from reporting.snapshots import build_quarter

CHUNK = 2000
Row = tuple[Any, ...]
# Place of each trait in (municipality, gender, age band, half-year): what is blanked first.
BLANKED_IN_ORDER = (3, 2, 1, 0)


class Rows:
    """The rows of one export. Each method is a file; each value is as `columns.FILES` says."""

    def __init__(self, request: ExportRequest):
        self.request = request
        self.names = Pseudonyms(request.programme)

    def of(self, file: str) -> Iterator[Row]:
        yield from getattr(self, file.removesuffix(".csv"))()

    def refugees(self) -> Iterator[Row]:
        facts = ("interviewed_on", "selected_on", "left_on", "labour_status")
        for pk, traits, (interviewed, selected, left, status), consent in self._people(
            Refugee, "refugee", facts
        ):
            done = (self._by_then(day) for day in (interviewed, selected, left))
            yield (self.names.of("refugee", pk), *traits, *done, status, consent)

    def mentors(self) -> Iterator[Row]:
        facts = ("interviewed_on", "trained_on", "left_on", "capacity")
        for pk, traits, (interviewed, trained, left, capacity), consent in self._people(
            Mentor, "mentor", facts
        ):
            done = (self._by_then(day) for day in (interviewed, trained, left))
            yield (self.names.of("mentor", pk), *traits, *done, capacity, consent)

    def _by_then(self, day: datetime.date | None) -> bool:
        return day is not None and day <= self.request.until

    def _people(
        self, model: Any, side: str, facts: tuple[str, ...]
    ) -> Iterator[tuple[int, Combination, Row, bool]]:
        """(key, traits as they are let out, facts, consent) of each person; two passes over the rows."""
        request = self.request
        rows = (
            model.objects.filter(
                request.within(), programme=request.programme, registered_on__lte=request.until
            )
            .exclude(pk__in=request.withdrawn(side))
            .order_by("pk")
        )
        traits = ("municipality__code", "person__gender", "person__birth_year", "registered_on")
        counts = Counter(self._traits(*row) for row in rows.values_list(*traits).iterator(CHUNK))
        written = released(counts, order=BLANKED_IN_ORDER)
        agreed = set(
            Consent.objects.filter(
                scope=ConsentScope.EVALUATION, withdrawn_on=None, **{f"{side}__programme": request.programme}
            ).values_list(f"{side}_id", flat=True)
        )
        for pk, *values in rows.values_list("pk", *traits, *facts).iterator(CHUNK):
            combination = self._traits(*values[: len(traits)])
            yield pk, written[combination], tuple(values[len(traits) :]), pk in agreed

    def _traits(
        self, municipality: str, gender: str, birth_year: int | None, registered: datetime.date
    ) -> Combination:
        half = f"{registered.year}H{1 if registered.month <= 6 else 2}"
        return municipality, gender, age_band(birth_year, self.request.until.year), half

    def _matches(self) -> Any:
        request = self.request
        rows = Match.objects.filter(
            request.within("refugee__"), programme=request.programme, started_on__lte=request.until
        )
        if request.since:
            rows = rows.filter(Q(ended_on=None) | Q(ended_on__gte=request.since))
        return rows.exclude(refugee__in=request.withdrawn("refugee")).exclude(
            mentor__in=request.withdrawn("mentor")
        )

    def matches(self) -> Iterator[Row]:
        until = self.request.until
        columns = (
            "pk",
            "mentor_id",
            "refugee_id",
            "started_on",
            "start_meeting__held_on",
            "ended_on",
            "close_reason",
        )
        for pk, mentor, refugee, started, met, ended, reason in (
            self._matches().order_by("pk").values_list(*columns).iterator(CHUNK)
        ):
            over = ended is not None and ended <= until
            yield (
                self.names.of("match", pk),
                self.names.of("mentor", mentor),
                self.names.of("refugee", refugee),
                started,
                met if met and met <= until else None,
                ended if over else None,
                reason if over else "",
                ((ended if over else until) - started).days,
                over,
            )

    def followups(self) -> Iterator[Row]:
        request = self.request
        rows = FollowUp.objects.filter(match__in=self._matches().values("pk")).filter(
            Q(due_on__lte=request.until) | Q(held_on__lte=request.until)
        )
        if request.since:
            rows = rows.filter(due_on__gte=request.since)
        rows = rows.exclude(Q(state=FollowUpState.CANCELLED) & Q(due_on__gt=F("match__ended_on")))
        columns = ("match_id", "step", "side", "due_on", "held_on", "state", "channel", "rating", "pair_met")
        for match, step, side, due_on, held_on, state, *found in (
            rows.order_by("pk").values_list(*columns).iterator(CHUNK)
        ):
            later = held_on is not None and held_on > request.until
            yield (
                self.names.of("match", match),
                step,
                side,
                due_on,
                None if later else held_on,
                FollowUpState.PLANNED if later else state,
                *((None, None, None) if later else found),
            )

    def answers(self) -> Iterator[Row]:
        """Questionnaires are not yet part of the product."""
        yield from ()

    def activities(self) -> Iterator[Row]:
        """Each session held in the period, with how many came; titles are free text and stay inside."""
        request = self.request
        for row in sessions_held(request.programme, request.until, since=request.since).filter(
            request.within("activity__")
        ):
            yield (
                self.names.of("activity", row.activity_id),
                row.activity.kind,
                row.activity.side,
                row.activity.municipality.code if row.activity.municipality else None,
                row.number,
                timezone.localdate(row.starts_at),
                row.activity.places,
                row.signed_up,
                row.attended,
                row.absent,
                row.excused,
            )

    def outcomes(self) -> Iterator[Row]:
        """Spells of the people of refugees.csv, then of those compared with, who are in no other file."""
        request = self.request
        enrolled = (
            Refugee.objects.filter(programme=request.programme, registered_on__lte=request.until)
            .filter(request.within())
            .exclude(pk__in=request.withdrawn("refugee"))
        )
        keys = enrolled.order_by("pk").values_list("person_id", "pk")
        yield from self._spells(dict(keys), "programme", "refugee")
        others = PopulationMember.objects.filter(request.within(), population__programme=request.programme)
        others = others.exclude(person__refugees__programme=request.programme)
        yield from self._spells(
            {pk: pk for pk in others.values_list("person_id", flat=True)}, "comparison", "other"
        )

    def _spells(self, keys: dict[int, int], group: str, kind: str) -> Iterator[Row]:
        request = self.request
        people = sorted(keys)
        for start in range(0, len(people), CHUNK // 4):
            rows = LabourSpell.objects.filter(
                person__in=people[start : start + CHUNK // 4], from_on__lte=request.until
            )
            if request.since:
                rows = rows.filter(Q(to_on=None) | Q(to_on__gte=request.since))
            columns = ("person_id", "from_on", "to_on", "status", "hours_per_week")
            for person, begun, ended, status, hours in rows.order_by("person", "from_on", "pk").values_list(
                *columns
            ):
                ended = ended if ended and ended <= request.until else None
                yield self.names.of(kind, keys[person]), group, begun, ended, status, hours

    def indicators(self) -> Iterator[Row]:
        """The criteria of the whole programme on the data date, as a published quarter shows them."""
        request = self.request
        figures = build_quarter(
            request.programme, Quarter.of(request.until), request.until, with_breakdowns=False
        )
        for entry in figures["criteria"]:
            for part in (entry, *entry["parts"]):
                numbers = (
                    part[name] for name in ("value", "n", "N", "not_yet_known", "lower", "upper", "target")
                )
                yield (
                    entry["key"],
                    "" if part is entry else part["name"],
                    entry["indicator"],
                    entry["unit"],
                    *numbers,
                    entry["rounded"],
                )
