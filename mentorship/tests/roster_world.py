"""What the tests of rosters share: the day, the given files, taking one in, what it left behind."""

import datetime
from pathlib import Path

from mentorship.models import (
    Act,
    Clearance,
    Consent,
    ImportBatch,
    Mentor,
    Municipality,
    Organisation,
    Person,
    Profile,
    ProfileVersion,
    ProgrammeMunicipality,
    Refugee,
)
from mentorship.people.importing import import_people
from mentorship.testing.factories import ProgrammeFactory

ROSTERS = Path(__file__).parent / "rosters"
TODAY = datetime.date(2026, 11, 22)
LEFT_BEHIND = (
    Person,
    Mentor,
    Refugee,
    Profile,
    ProfileVersion,
    Consent,
    Clearance,
    Organisation,
    ImportBatch,
    Act,
)


def programme_of_two_municipalities():
    made = ProgrammeFactory(key="prøve")
    for code, name in (("340", "Sorø"), ("329", "Ringsted")):
        municipality = Municipality.objects.get_or_create(code=code, defaults={"name": name})[0]
        ProgrammeMunicipality.objects.create(programme=made, municipality=municipality)
    return made


def take_in(programme, text, kind="mentor", **options):
    data = text if isinstance(text, bytes) else text.encode()
    return import_people(data=data, programme=programme, kind=kind, **options)


def roster(name):
    return (ROSTERS / name).read_bytes()


def told(problems):
    return [(p.reason, p.lines or p.line, p.column) for p in problems]


def counts(*models):
    return {model.__name__: model.objects.count() for model in models or LEFT_BEHIND}
