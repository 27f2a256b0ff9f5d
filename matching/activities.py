"""People for activities with places, by the core that finds mentors.

What an activity does not say of itself demands nothing. What is demanded of mentors (interview, clearances,
training) is not asked of an activity, and a wish about the mentor's gender says nothing of it.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from matching.activity_rules import Demand, Pair, barred_because, excluded
from matching.activity_wording import SENTENCES
from matching.assignment import assign
from matching.criteria.facts import CLEARANCES, MentorFacts, RefugeeFacts, Rules
from matching.criteria.people import people_from_rows
from matching.models import ProposedSeat
from matching.people_rows import Rows, read_rows
from matching.pool import Obstacle, Pool
from matching.scoring import Scores, score_people
from matching.sentences import speaker
from mentorship.clock import now
from mentorship.models import Activity, ActivitySession, Attendance, Consent, Mentor, Programme, Refugee, User
from mentorship.models.person import RefugeeQuerySet
from mentorship.programmes.document import programme_document, words
from mentorship.vocabulary import ActivityKind, ConsentScope, Side

CRITERIA = ("language", "needs", "interests", "availability", "travel")
SPOKEN_IN = 5  # the language of an activity stands in nobody's way but the person's own
USUAL_LEVEL = 2  # where the programme has no rules of its own
AT_ONCE = 25  # people proposed where there is no limit on places


@dataclass(frozen=True, slots=True)
class OpenActivity:
    """One with a session ahead. `free`: places at the fullest of those sessions, None without a limit."""

    row: Activity
    starts_at: datetime.datetime
    sessions: tuple[int, ...]
    free: int | None

    @property
    def room(self) -> int:
        """How many are proposed at most."""
        return AT_ONCE if self.free is None else self.free


def open_activities(programme: Programme, **narrowed: Any) -> list[OpenActivity]:
    """Those that people of the refugees' side can still be signed up for, the next first; 2 queries."""
    ahead = Prefetch("sessions", ActivitySession.objects.filter(starts_at__gt=now()).with_taken(), "ahead")
    rows = Activity.objects.filter(
        programme=programme, cancelled_on=None, side__in=(Side.BOTH, Side.REFUGEE), **narrowed
    )
    rows = rows.select_related("municipality", "organisation").order_by("pk").prefetch_related(ahead)
    found = [_open(row) for row in rows if getattr(row, "ahead", ())]
    return sorted(found, key=lambda each: (each.starts_at, each.row.pk))


def _open(row: Any) -> OpenActivity:
    fullest = max(session.taken for session in row.ahead)
    free = None if row.places is None else max(0, row.places - fullest)
    return OpenActivity(row, row.ahead[0].starts_at, tuple(session.pk for session in row.ahead), free)


def candidates_of(user: User, programme: Programme) -> RefugeeQuerySet:
    """Everybody in the programme whom `user` may read: who has a mentor may take part as well."""
    return Refugee.objects.in_programme().filter(programme=programme).visible_to(user)


def seat_rules(programme: Programme) -> Rules:
    """The rules of the core that hold of an activity; `activity_rules` names the others."""
    document = programme_document(programme)
    rules = document.matching.rules
    asked = {consent.scope for consent in document.consents if "refugee" in consent.sides}
    return Rules(
        language_level_from=0,
        gender_wishes=True,
        same_municipality=False,
        shared_availability=bool(rules and rules.shared_availability),
        at_most_km=rules.at_most_km if rules else None,
        interview_mentor=False,
        consent_mentor=False,
        consent_refugee=ConsentScope.PARTICIPATION in document.consent_scopes_required("refugee"),
        partner_consent=ConsentScope.PARTNER in asked,
        clearances={},
    )


def seat_weights(programme: Programme) -> dict[str, float]:
    """The programme's weights of what an activity can be compared by; all alike where it weighs none."""
    weights = programme_document(programme).matching.weights
    found = {key: float(weights.get(key, 0)) for key in CRITERIA}
    return found if any(found.values()) else dict.fromkeys(CRITERIA, 1.0)


def read_seats(
    programme: Programme,
    activities: Sequence[OpenActivity],
    *,
    refugees: RefugeeQuerySet,
    on: datetime.date,
) -> "SeatPool":
    """Everybody among `refugees` and these activities, ruled and scored; 11 queries."""
    people = read_rows(programme, refugees=refugees, mentors=Mentor.objects.none(), on=on)
    scopes = (ConsentScope.PARTICIPATION, ConsentScope.PARTNER)
    given = Consent.objects.valid().filter(refugee__programme=programme, given_on__lte=on, scope__in=scopes)
    agreed = set(given.order_by().values_list("refugee_id", "scope"))
    keys = [each.row.pk for each in activities]
    listed = Attendance.objects.filter(session__activity__in=keys, refugee__isnull=False)
    aside = ProposedSeat.objects.filter(activity__in=keys, state=ProposedSeat.State.DISMISSED)
    rows = replace(
        people,
        refugees=[_taking_part(row, agreed) for row in people.refugees],
        mentors=[_facts(each) for each in activities],
        rules=seat_rules(programme),
        weights=seat_weights(programme),
    )
    on_list = set(listed.order_by().values_list("refugee_id", "session__activity_id"))
    put_aside = set(aside.order_by().values_list("refugee_id", "activity_id"))
    return SeatPool(rows, programme, activities, on_list=on_list, put_aside=put_aside)


def _taking_part(row: RefugeeFacts, agreed: set[tuple[int, str]]) -> RefugeeFacts:
    """What is wished of a mentor says nothing of an activity."""
    return replace(
        row,
        wants_gender="",
        wants_same_background=False,
        consent=(row.id, ConsentScope.PARTICIPATION) in agreed,
        partner_consent=(row.id, ConsentScope.PARTNER) in agreed,
    )


def _facts(each: OpenActivity) -> MentorFacts:
    """An empty list is something the activity does not say: not known."""
    row = each.row
    return MentorFacts(
        id=row.pk,
        municipality=row.municipality.name if row.municipality else "",
        languages=dict.fromkeys(row.languages, SPOKEN_IN) or None,
        wants_gender=row.wants_gender,
        availability=frozenset(row.availability) or None,
        interests=frozenset(row.interests) or None,
        needs=frozenset(row.needs) or None,
        postcode=row.postcode,
        clearances=frozenset(CLEARANCES),
        places=each.room,
        organisation=row.organisation.name if row.organisation else "",
    )


class SeatPool(Pool):
    """`mentor_ids` are the activities' keys; everything else as of people and mentors."""

    def __init__(
        self,
        rows: Rows,
        programme: Programme,
        activities: Sequence[OpenActivity],
        *,
        on_list: Iterable[Pair],
        put_aside: Iterable[Pair],
    ):
        super().__init__(rows, programme)
        self.on_list, self.put_aside = set(on_list), set(put_aside)
        rules = programme_document(programme).matching.rules
        level = rules.language_level_from if rules else USUAL_LEVEL
        self._demands = [_demand(each.row, level) for each in activities]

    @cached_property
    def _say(self) -> Any:
        the = {"refugee": words(self.programme).refugee.the, "mentor": _("the activity")}
        return speaker(the, SENTENCES)

    @cached_property
    def scores(self) -> Scores:
        rows = self.rows
        refugees, activities = people_from_rows(rows.refugees, rows.mentors, today=rows.on)
        barred = excluded(refugees, activities, self._demands, on_list=self.on_list, put_aside=self.put_aside)
        refugees = replace(refugees, excluded=barred)
        return score_people(refugees, activities, rows.weights, rules=rows.rules, say=self._say)

    def obstacles(self, refugee: int, mentor: int) -> list[Obstacle]:
        at, of = self.refugee_at[refugee], self.mentor_at[mentor]
        one, other = self.rows.refugees[at], self.rows.mentors[of]
        return [
            Obstacle(
                rule=failure.rule,
                text=f"{self._say(barred_because(failure.rule, one, other) or failure.reason)}.",
            )
            for failure in self._explain(refugee, mentor).failures
        ]

    def best(self, room: Mapping[int, int]) -> list[Pair]:
        """(refugee, activity) of the best whole: each person at one activity at most."""
        if not self.refugee_ids or not self.mentor_ids:
            return []
        plan = assign(self.matrix, [room[pk] for pk in self.mentor_ids])
        return [(self.refugee_ids[at], self.mentor_ids[of]) for at, of in plan.pairs.tolist()]


def _demand(row: Activity, level: int) -> Demand:
    return Demand(
        age_from=row.age_from,
        age_to=row.age_to,
        language_level_from=level,
        new_to_the_course=row.kind == ActivityKind.INTRO_COURSE,
    )
