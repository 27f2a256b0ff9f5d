"""A programme lived through: people come in waves, are matched as a whole, meet, are followed up, end."""

import datetime
import random
from collections.abc import Callable
from functools import partial

from followup.reminders import remind
from matching.models import Match
from matching.services.plans import make_plan
from matching.services.proposing import propose_match
from matching.services.putting_forward import put_plan_forward
from mentorship.clock import pretend_today, today
from mentorship.config.simulation.agenda import Agenda
from mentorship.config.simulation.casework import Casework, Told
from mentorship.config.simulation.choosing import Choosing
from mentorship.config.simulation.courses import Courses
from mentorship.config.simulation.labour import draw_labour_market
from mentorship.config.simulation.people import MadeUpPeople, Wave
from mentorship.errors import DomainError
from mentorship.models import Mentor, Programme, Refugee, RoleBinding, User
from mentorship.people.importing import import_people
from mentorship.permissions import Role
from mentorship.programmes.document import programme_document

Progress = Callable[[int, int], None]
MATCH_EVERY_DAYS = 21
REMINDED_DAYS = 21
# Nobody is matched in the last weeks but a few on the last day: some always wait, some proposals are open.
QUIET_DAYS = 40
LAST_PAIRS = 4
# When people come, as shares of the time, and how many percent of the mentors and of the refugees each time.
WAVES = ((0.08, 0.2, 0.34, 0.86, 0.95), (35, 30, 20, 8, 7), (30, 30, 18, 10, 12))
LONG_WAVES = ((0.08, 0.22, 0.4, 0.6, 0.76, 0.95), (28, 22, 18, 14, 12, 6), (24, 20, 18, 14, 12, 12))
LONG_DAYS = 270


def simulate(
    *,
    programme: Programme,
    refugees: int,
    mentors: int,
    months: int,
    seed: int,
    until: datetime.date | None = None,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Let so many made-up people live through `months` months of `programme`, from its start; returns counts.

    The last fifth of the refugees and a few mentors come in the last two months, so that some always wait.
    Raises DomainError where the programme has people already, or nobody to lead it.
    """
    last = min(until or today(), programme.starts_on + datetime.timedelta(days=round(30.44 * months)))
    _check(programme)
    told, agenda = Told(), Agenda()
    casework = Casework(
        programme,
        leader=_holder(programme, Role.PROJECT_LEADER),
        task_group=_holder(programme, Role.TASK_GROUP, Role.PROJECT_LEADER),
        agenda=agenda,
        seed=seed,
        told=told,
    )
    courses = Courses(programme, leader=casework.leader, agenda=agenda, seed=seed, told=told)
    people = MadeUpPeople(
        programme_document(programme),
        seed=seed,
        consultants=_consultants(programme),
        with_intro_courses=not courses.hold_intro_courses,
    )
    choosing = Choosing(programme, casework.leader, seed, refugees, last, told)
    choosing.plan_interviews(agenda)
    waves = partial(_come, programme, people, casework, courses, choosing)
    _plan_waves(agenda, waves, programme, casework, mentors=mentors, refugees=refugees, last=last, seed=seed)
    courses.plan_ahead(last)
    _plan_reminders(agenda, last)
    days = max(1, (last - programme.starts_on).days)
    for on, happening in agenda.until(last):
        with pretend_today(on):
            happening(on)
        if progress:
            progress((on - programme.starts_on).days, days)
    draw_labour_market(programme=programme, until=last, seed=seed)
    return told.counts


def _check(programme: Programme) -> None:
    if (
        Refugee.objects.filter(programme=programme).exists()
        or Mentor.objects.filter(programme=programme).exists()
    ):
        raise DomainError("The programme has people already: made-up ones are never mixed with others.")


def _holder(programme: Programme, *roles: Role) -> User:
    for role in roles:
        binding = RoleBinding.objects.filter(programme=programme, role=role).select_related("user").first()
        if binding:
            return binding.user
    raise DomainError(f"Nobody is {roles[0].label} of the programme: give somebody the role first.")


def _consultants(programme: Programme) -> dict[str, str]:
    bindings = RoleBinding.objects.filter(programme=programme, role=Role.CONSULTANT)
    return dict(bindings.order_by("-pk").values_list("municipality__code", "user__email"))


def _plan_waves(
    agenda: Agenda,
    come: Callable[[str, int, datetime.date], None],
    programme: Programme,
    casework: Casework,
    *,
    mentors: int,
    refugees: int,
    last: datetime.date,
    seed: int,
) -> None:
    start = programme.starts_on
    days = (last - start).days
    draw = random.Random(f"{seed}:waves")  # noqa: S311  made-up days need no secrets
    moments, by_mentors, by_refugees = LONG_WAVES if days > LONG_DAYS else WAVES
    waves = {"mentor": _shares(mentors, by_mentors), "refugee": _shares(refugees, by_refugees)}
    for kind, counts in waves.items():
        for moment, count in zip(moments, counts, strict=True):
            on = start + datetime.timedelta(days=round(days * moment) + draw.randint(0, 4))
            if count and on <= last:
                agenda.put(on, partial(come, kind, count))
    first = start + datetime.timedelta(days=round(days * 0.24))
    while first <= last - datetime.timedelta(days=QUIET_DAYS):
        agenda.put(first, lambda day: _match(programme, casework, day))
        first += datetime.timedelta(days=MATCH_EVERY_DAYS)
    eve = last - datetime.timedelta(days=1)
    agenda.put(eve, lambda day: _match(programme, casework, day, at_most=LAST_PAIRS))


def _plan_reminders(agenda: Agenda, last: datetime.date) -> None:
    """The scheduler's sweep, on the last days only: what was reminded of earlier interests nobody."""
    for back in range(REMINDED_DAYS, 0, -1):
        day = last - datetime.timedelta(days=back)
        agenda.put(day, _remind, at_days_end=True)


def _remind(on: datetime.date) -> None:
    remind(on=on)


def _shares(total: int, percent: tuple[int, ...]) -> list[int]:
    counts = [total * share // 100 for share in percent]
    counts[0] += total - sum(counts)
    return counts


def _come(
    programme: Programme,
    people: MadeUpPeople,
    casework: Casework,
    courses: Courses,
    choosing: Choosing,
    kind: str,
    count: int,
    on: datetime.date,
) -> None:
    result = import_people(data=people.roster(kind, Wave(on, count)), programme=programme, kind=kind)
    if result.refused:
        raise DomainError(f"A made-up roster was refused: {result.report.errors[:3]}")
    model = Mentor if kind == "mentor" else Refugee
    rows = model.objects.filter(import_batch=result.batch).select_related("person").order_by("pk")
    newcomers: list[Mentor | Refugee] = list(rows)
    for enrolment in newcomers:
        casework.interviewed(enrolment, on)
    courses.people_came(newcomers, on)
    choosing.select(newcomers, on)


def _match(
    programme: Programme, casework: Casework, on: datetime.date, *, at_most: int | None = None
) -> None:
    run = make_plan(programme=programme, by=casework.leader, on=on)
    if at_most is None:
        put_plan_forward(run=run, by=casework.leader)
    else:
        for pair in run.pairs.select_related("refugee", "mentor").order_by("-score", "pk")[:at_most]:
            propose_match(
                programme=programme,
                refugee=pair.refugee,
                mentor=pair.mentor,
                by=casework.leader,
                run=run,
                score=pair.score,
                because=pair.because,
                on=on,
            )
    for match_id in Match.objects.filter(run=run).order_by("pk").values_list("pk", flat=True):
        casework.told.add("proposed")
        casework.proposed(match_id, on)
