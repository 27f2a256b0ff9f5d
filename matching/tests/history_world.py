"""A programme that moves in half-way: mentors and refugees are there, their matches are in a file."""

import datetime
from dataclasses import dataclass

from mentorship.models import Mentor, Programme, Refugee, User
from mentorship.testing.factories import MentorFactory, MunicipalityFactory, RefugeeFactory, UserFactory
from mentorship.testing.programmes import loaded_programme

TODAY = datetime.date(2026, 3, 4)
REGISTERED = datetime.date(2026, 1, 5)
HEAD = "Mentor;Borger;Start;Opstartsmøde;Slut;Årsag"


@dataclass
class Moving:
    programme: Programme
    leader: User
    mentors: dict[str, Mentor]
    refugees: dict[str, Refugee]


def moving_world() -> Moving:
    """Mentors M-1 to M-3 (two places, one, one) and refugees B-1 to B-4, who wait since January."""
    programme = loaded_programme(start_on=datetime.date(2025, 9, 1))
    municipality = MunicipalityFactory(code="340")
    common = {"programme": programme, "municipality": municipality, "registered_on": REGISTERED}
    mentors = [
        MentorFactory(case_number=f"M-{n}", person__email=f"mentor{n}@eksempel.invalid", **common)
        for n in (1, 2, 3)
    ]
    mentors[0].capacity = 2
    mentors[0].save()
    refugees = [
        RefugeeFactory(case_number=f"B-{n}", waiting_since=REGISTERED, **common) for n in (1, 2, 3, 4)
    ]
    return Moving(
        programme,
        UserFactory(leader_of=programme),
        {row.case_number: row for row in mentors},
        {row.case_number: row for row in refugees},
    )


def csv_of(*rows: str) -> bytes:
    return "\r\n".join([HEAD, *rows, ""]).encode("cp1252")
