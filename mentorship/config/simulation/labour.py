"""Made-up labour-market spells: for those in the programme, and for a target group to compare with."""

import datetime
import random

from mentorship.models import LabourSpell, Person, Population, PopulationMember, Programme, Refugee
from mentorship.programmes.document import programme_document
from mentorship.vocabulary import LabourStatus

MEMBERS_AT_MOST = 308
MONTH = datetime.timedelta(days=30)


def draw_labour_market(*, programme: Programme, until: datetime.date, seed: int) -> int:
    """Spells for every refugee, and for the others of the programme's comparison group; returns how many.

    Those with a mentor find work a little more often. None of it is a finding about real people.
    """
    draw = random.Random(f"{seed}:labour")  # noqa: S311  made-up lives need no secrets
    start = programme.starts_on - datetime.timedelta(days=60)
    spells: list[LabourSpell] = []
    refugees = Refugee.objects.filter(programme=programme).select_related("person").order_by("pk")
    started = dict(
        programme.matches.filter(started_on__isnull=False)
        .order_by("-started_on")
        .values_list("refugee_id", "started_on")
    )
    for refugee in refugees:
        spells += _spells(draw, refugee.person, start, until, mentor_from=started.get(refugee.pk))
    for person in _comparison(programme, refugees.count()):
        spells += _spells(draw, person, start, until, mentor_from=None)
    LabourSpell.objects.bulk_create(spells, batch_size=1000)
    return len(spells)


def _comparison(programme: Programme, enrolled: int) -> list[Person]:
    document = programme_document(programme)
    populations = [p for p in document.populations if p.size]
    if not populations or document.self_support is None:
        return []
    template = populations[0]
    population, _made = Population.objects.get_or_create(
        programme=programme, key=template.key, defaults={"as_of_on": template.as_of, "size": template.size}
    )
    others = Person.objects.bulk_create(
        Person() for _ in range(max(0, min(template.size or 0, MEMBERS_AT_MOST) - enrolled))
    )
    everyone = [*others, *Person.objects.filter(refugees__programme=programme).order_by("pk")]
    PopulationMember.objects.bulk_create(PopulationMember(population=population, person=p) for p in everyone)
    return others


def _spells(
    draw: random.Random,
    person: Person,
    start: datetime.date,
    until: datetime.date,
    *,
    mentor_from: datetime.date | None,
) -> list[LabourSpell]:
    spells = []
    status = draw.choices(
        (LabourStatus.PUBLIC_SUPPORT, LabourStatus.LANGUAGE_SCHOOL, LabourStatus.WORK_PLACEMENT), (60, 22, 18)
    )[0]
    begun, on = start, start + MONTH
    while on <= until:
        if draw.random() < _leaves(status, mentored=mentor_from is not None and mentor_from <= on):
            spells.append(_spell(draw, person, begun, on - datetime.timedelta(days=1), status))
            status, begun = _next(draw, status), on
        on += MONTH
    spells.append(_spell(draw, person, begun, None, status))
    return spells


def _leaves(status: LabourStatus, *, mentored: bool) -> float:
    if status in (LabourStatus.ORDINARY_JOB, LabourStatus.EDUCATION):
        return 0.03
    return 0.13 if mentored else 0.085


def _next(draw: random.Random, status: LabourStatus) -> LabourStatus:
    if status in (LabourStatus.ORDINARY_JOB, LabourStatus.EDUCATION):
        return LabourStatus.PUBLIC_SUPPORT
    return draw.choices(
        (
            LabourStatus.ORDINARY_JOB,
            LabourStatus.EDUCATION,
            LabourStatus.WAGE_SUBSIDY,
            LabourStatus.WORK_PLACEMENT,
            LabourStatus.PUBLIC_SUPPORT,
        ),
        (38, 14, 14, 22, 12),
    )[0]


def _spell(
    draw: random.Random,
    person: Person,
    begun: datetime.date,
    ended: datetime.date | None,
    status: LabourStatus,
) -> LabourSpell:
    hours = draw.choice((15, 25, 30, 37, 37)) if status == LabourStatus.ORDINARY_JOB else None
    return LabourSpell(person=person, from_on=begun, to_on=ended, status=status, hours_per_week=hours)
