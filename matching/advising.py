"""What would help those nobody is found for: read from the programme, worked out, by keys and codes alone.

What is kept of it names nobody: keys, codes, counts. Words are put to it where it is shown.
"""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from matching.advice import Left, Option, Together, advise, base_flow, read_world
from matching.advice_changes import look
from matching.advice_flow import bits, masks
from matching.advice_kinds import Wanted, recruit
from matching.assignment import assign
from matching.criteria.facts import RefugeeFacts
from matching.pool import Pool, read_pool
from matching.selectors import matchable_mentors, waiting_refugees
from mentorship.errors import DomainError
from mentorship.models import Job, JobState, Mentor, Programme, Refugee
from mentorship.programmes.document import programme_document

ADVICE_JOB = "matching.advice"
FRESH_UP_TO = 60_000  # pairs; with more, the advice is what the latest job found
PAIRS_AT_MOST = 30_000_000  # what fits in a worker's memory
MENTORS_NAMED = 12

Told = dict[str, Any]


def work_out(programme: Programme, *, on: datetime.date) -> Told:
    """Advice for everybody the best plan of the day `on` leaves, and whom to recruit.

    Raises DomainError where there are more pairs than can be looked at together.
    """
    pool = read_pool(programme, on=on)
    if len(pool.refugee_ids) * len(pool.mentor_ids) > PAIRS_AT_MOST:
        raise DomainError(
            _("There are too many people to look at together. Open one person at a time instead.")
        )
    scores, rules = pool.scores, pool.rows.rules
    priority = np.array([row.waiting_days for row in pool.rows.refugees], np.float64)
    pairs = assign(pool.matrix, pool.capacity, priority=priority).pairs
    world = read_world(
        scores.refugees, scores.mentors, rules, may_take_more=_may_take_more(programme, pool.mentor_ids)
    )
    flow = base_flow(world, pairs)
    advice = advise(world, flow)
    wanted = recruit(scores.refugees, rules, flow)
    return {
        "on": on.isoformat(),
        "waiting": len(pool.refugee_ids),
        "served": advice.served,
        "mentors": len(pool.mentor_ids),
        "left": [_left(pool, each) for each in advice.left],
        "together": [_together(pool, each) for each in advice.together],
        "wanted": [_wanted(pool, each) for each in wanted],
    }


def _may_take_more(programme: Programme, keys: Sequence[int]) -> list[bool]:
    """Whether each mentor has fewer places than the programme lets a mentor have."""
    most = programme_document(programme).matching.places_a_mentor_at_most
    capacity = dict(matchable_mentors(programme).order_by().values_list("pk", "capacity"))
    return [capacity.get(pk, most) < most for pk in keys]


def _left(pool: Pool, left: Left) -> Told:
    return {
        "refugee": pool.refugee_ids[left.refugee],
        "fitting": left.fitting,
        "rules": dict(left.ruled_out),
        "options": [_option(pool, option) for option in left.options],
    }


def _option(pool: Pool, option: Option) -> Told:
    return {
        "kind": option.change.kind,
        "value": option.change.value,
        "count": len(option.mentors),
        "mentors": [pool.mentor_ids[at] for at in option.mentors[:MENTORS_NAMED]],
        "gain": option.gain,
    }


def _together(pool: Pool, together: Together) -> Told:
    return {
        "kind": together.change.kind,
        "value": together.change.value,
        "mentors": [pool.mentor_ids[at] for at in together.mentors],
        "refugees": [pool.refugee_ids[at] for at in together.refugees],
    }


def _wanted(pool: Pool, wanted: Wanted) -> Told:
    """The kind, and what those it would serve have in common: where they live, what they want help with."""
    people: list[RefugeeFacts] = [pool.rows.refugees[at] for at in wanted.refugees]
    return {
        "kind": asdict(wanted.kind),
        "refugees": [row.id for row in people],
        "towns": dict(Counter(row.municipality for row in people).most_common()),
        "needs": dict(Counter(need for row in people for need in sorted(row.needs or ())).most_common()),
        "longest": max(row.waiting_days for row in people),
    }


def options_of(programme: Programme, refugee: Refugee, *, on: datetime.date) -> Told:
    """One person's part of the advice, from that person's pairs alone: what the plan gains is not known."""
    pool = read_pool(programme, on=on, refugee=refugee)
    looked = look(pool.scores.refugees, pool.scores.mentors, pool.rows.rules, np.array([0]))
    found = [
        {
            "kind": change.kind,
            "value": change.value,
            "count": int(table.sum()),
            "mentors": [pool.mentor_ids[at] for at in list(bits(masks(table)[0]))[:MENTORS_NAMED]],
            "gain": None,
        }
        for change, table in looked.changes.items()
    ]
    return {
        "refugee": refugee.pk,
        "fitting": int(looked.allowed.sum()),
        "rules": {rule: int(counts[0]) for rule, counts in looked.ruled_out.items() if counts[0]},
        "options": sorted(found, key=lambda each: (-each["count"], each["kind"], each["value"])),
    }


def pairs_of(programme: Programme, on: datetime.date) -> int:
    """How many pairs there are to look at; 2 queries."""
    return waiting_refugees(programme, on=on).count() * matchable_mentors(programme).count()


def latest_advice(programme: Programme) -> Job | None:
    """The newest advice a job has worked out."""
    done = Job.objects.filter(programme=programme, kind=ADVICE_JOB, state=JobState.DONE)
    return done.order_by("-finished_at", "-pk").first()


def advice_under_way(programme: Programme) -> Job | None:
    running = (JobState.WAITING, JobState.RUNNING)
    return Job.objects.filter(programme=programme, kind=ADVICE_JOB, state__in=running).first()


def read_advice(programme: Programme, *, on: datetime.date) -> tuple[Told | None, Job | None]:
    """(advice, the job it was kept by): worked out now where the programme is small, else as last found."""
    if pairs_of(programme, on) <= FRESH_UP_TO:
        return work_out(programme, on=on), None
    job = latest_advice(programme)
    return (job.result, job) if job else (None, None)


def of_person(advice: Told | None, refugee: int) -> Told | None:
    """The person's part of the advice; None where the person is not among those the plan leaves."""
    found: list[Told] = [] if advice is None else advice["left"]
    return next((each for each in found if each["refugee"] == refugee), None)


def still_waiting(programme: Programme, advice: Mapping[str, Any], on: datetime.date) -> set[int]:
    """Keys of those the advice is about who wait yet: it may be some hours old."""
    keys = [each["refugee"] for each in advice["left"]]
    return set(waiting_refugees(programme, on=on).filter(pk__in=keys).order_by().values_list("pk", flat=True))


def mentors_by_key(keys: Sequence[int]) -> dict[int, Mentor]:
    """The mentors of these keys, with what a line about them shows."""
    rows = Mentor.objects.filter(pk__in=set(keys)).select_related("person", "municipality", "organisation")
    return {row.pk: row for row in rows.order_by()}
