"""A made-up crowd that waits to be matched: as many as asked for, the same for the same seed."""

import copy
import datetime
import json
from collections.abc import Iterable
from random import Random

from django.db.models import F
from django.db.models.functions import Mod

from mentorship.clock import pretend_today
from mentorship.config.simulation.people import MadeUpPeople, Wave
from mentorship.errors import DomainError
from mentorship.models import Mentor, Person, Profile, Programme, Refugee
from mentorship.people.importing import import_people
from mentorship.programmes.document import programme_document
from mentorship.programmes.schema import ProgrammeDocument
from mentorship.programmes.services import load_programme
from mentorship.testing.programmes import document_of

DAY = datetime.date(2017, 4, 3)
REGISTERED = datetime.date(2017, 3, 1)
FIRST_CODE = 101
WAVE = 5_000
VARIANTS = 97  # different answers to what a roster does not ask; a prime, so that they go across the rest
NEEDS = ("work", "education", "language", "network", "everyday")
QUESTIONS = ("calm", "open", "plans", "talks", "humour")
POSTCODES = (
    "4180", "4190", "4293", "4295", "4100", "4173", "4174", "4140", "4130", "4160", "4200", "4291",
    "2100", "2450", "5000", "6000", "7100", "8000", "8800", "9000",
)  # fmt: skip


def waiting_crowd(refugees: int, mentors: int, *, municipalities: int = 2, seed: int = 1) -> Programme:
    """A programme with so many mentors, and so many refugees who wait; made once in a database."""
    key = f"venter-{refugees}-{mentors}-{municipalities}"
    if found := Programme.objects.filter(key=key).first():
        return found
    with pretend_today(DAY):
        programme = load_programme(document=_document(key, municipalities)).programme
        people = MadeUpPeople(programme_document(programme), seed=seed)
        for kind, many in (("mentor", mentors), ("refugee", refugees)):
            for count in _waves(many):
                roster = people.roster(kind, Wave(REGISTERED, count))
                if import_people(data=roster, programme=programme, kind=kind).refused:
                    raise DomainError(f"a made-up roster of {kind}s was refused")
    _select(programme)
    _vary(programme, Random(seed))  # noqa: S311  made-up people need no secrets
    return programme


def _document(key: str, municipalities: int) -> ProgrammeDocument:
    """holdbart-match; with more than its two municipalities, one that keeps each pair to one of them."""
    document = copy.deepcopy(document_of())
    document["key"] = key
    own = len(document["municipalities"])
    if municipalities > own:
        quota = {"people": 10, "due_on": "2017-02-01"}
        document["municipalities"] = [
            {"code": f"{FIRST_CODE + at}", "name": f"Prøvekommune {at + 1}", "quota": quota}
            for at in range(municipalities)
        ]
        document["matching"]["rules"]["same_municipality"] = True
        document["criteria"] = []
    return ProgrammeDocument.model_validate_json(json.dumps(document))


def _waves(many: int) -> Iterable[int]:
    return (min(WAVE, many - start) for start in range(0, many, WAVE))


def _select(programme: Programme) -> None:
    """Everybody is selected and waits, since some day of the month before."""
    for ago in range(VARIANTS):
        since = REGISTERED + datetime.timedelta(days=ago % 30)
        Refugee.objects.filter(programme=programme).alias(variant=Mod(F("pk"), VARIANTS)).filter(
            variant=ago
        ).update(selected_on=since, waiting_since=since)


def _vary(programme: Programme, draw: Random) -> None:
    """What the roster leaves open: where people live, what mentors offer, answers on personality."""
    mentors = Mentor.objects.filter(programme=programme)
    refugees = Refugee.objects.filter(programme=programme)
    for variant in range(VARIANTS):
        answers = {question: draw.randint(1, 5) for question in QUESTIONS}
        offer = draw.sample(NEEDS, draw.randint(1, len(NEEDS)))
        of_variant = Profile.objects.alias(variant=Mod(F("pk"), VARIANTS)).filter(variant=variant)
        of_variant.filter(mentor__in=mentors.values("pk")).update(personality=answers, needs=offer)
        of_variant.filter(refugee__in=refugees.values("pk")).update(personality=answers)
        for side in (mentors, refugees):
            people = list(
                side.alias(variant=Mod(F("person"), VARIANTS))
                .filter(variant=variant)
                .values_list("person", flat=True)
            )
            Person.objects.filter(pk__in=people).update(postcode=draw.choice(POSTCODES))
