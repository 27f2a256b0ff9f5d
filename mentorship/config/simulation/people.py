"""Made-up rosters, as a municipality would save them: the people come in by the same door as real ones."""

import csv
import datetime
import io
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mentorship.config.simulation import words
from mentorship.programmes.schema import ProgrammeDocument

POSTCODES = {
    "340": ("4180", "4190", "4293", "4295"),
    "329": ("4100", "4173", "4174", "4140"),
    "101": ("1300", "1620", "2100", "2200", "2400", "2450", "2500"),
}
LATEST_ADULT_BIRTH = 19


@dataclass(frozen=True, slots=True)
class Wave:
    """So many people registered together on one day."""

    on: datetime.date
    count: int


class MadeUpPeople:
    """Rows of one programme. The same seed gives the same people, whatever else is drawn meanwhile."""

    def __init__(
        self,
        document: ProgrammeDocument,
        *,
        seed: int,
        prefix: str = "",
        consultants: Mapping[str, str] | None = None,
        with_intro_courses: bool = True,
    ):
        """consultants: e-mail address by municipality code, of whoever gets the cases there.

        with_intro_courses : whether the roster tells who has been at the course; False: it is still to come.
        """
        self.document = document
        self.prefix = prefix
        self.consultants = consultants or {}
        self.with_intro_courses = with_intro_courses
        self._random = {kind: random.Random(f"{seed}:{kind}") for kind in ("mentor", "refugee")}  # noqa: S311  made-up people need no secrets
        self._count = {"mentor": 0, "refugee": 0}

    def roster(self, kind: str, wave: Wave) -> bytes:
        """One wave as a semicolon-separated file with Danish headers, UTF-8 with BOM."""
        rows = [
            self._mentor(wave.on) if kind == "mentor" else self._refugee(wave.on) for _ in range(wave.count)
        ]
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, fieldnames=list(rows[0]), delimiter=";", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
        return out.getvalue().encode("utf-8-sig")

    def _mentor(self, on: datetime.date) -> dict[str, str]:
        draw = self._random["mentor"]
        gender = draw.choices(("kvinde", "mand"), (56, 44))[0]
        names = (words.MENTOR_FIRST[gender], words.MENTOR_LAST, words.MENTOR_LAST)
        name = " ".join(_one(draw, choices) for choices in names)
        spoken = ["dansk:modersmål"]
        if draw.random() < 0.85:
            spoken.append("engelsk:flydende")
        if draw.random() < 0.3:
            spoken.append(f"{draw.choice(('tysk', 'fransk', 'arabisk', 'ukrainsk', 'tigrinya'))}:godt")
        return {
            **self._both("mentor", draw, on, name=name, gender=gender, birth=draw.randint(1948, 2001)),
            "Sprog": ", ".join(spoken),
            "Organisation": self._organisation(draw),
            "Kapacitet": str(draw.choices((1, 2, 3), (74, 19, 7))[0]),
            "Børneattest": _date(on - _days(draw, 5, 40)) if draw.random() < 0.78 else "",
            "Tavshedserklæring": _date(on - _days(draw, 1, 20)),
            "Mentoruddannelse gennemført": _date(on - _days(draw, 1, 30)) if draw.random() < 0.5 else "",
            "Ønske til borgers køn": draw.choices(("", "kvinde", "mand"), (90, 8, 2))[0],
            "Selvforsørgende": "ja" if draw.random() < 0.8 else "nej",
            "Lokal tilknytning": "ja" if draw.random() < 0.7 else "",
            "Rekrutteret via": draw.choice(words.CHANNELS),
            "Bemærkning": draw.choice(words.MENTOR_NOTES) if draw.random() < 0.25 else "",
        }

    def _refugee(self, on: datetime.date) -> dict[str, str]:
        draw = self._random["refugee"]
        origin = draw.choices(words.ORIGINS, [origin[-1] for origin in words.ORIGINS])[0]
        language, country, women, men, families, _weight = origin
        gender = draw.choices(("kvinde", "mand"), (48, 52))[0]
        name = f"{_one(draw, women if gender == 'kvinde' else men)} {_one(draw, families)}"
        danish = draw.choices(("", "begynder", "nogenlunde", "godt"), (8, 27, 45, 20))[0]
        spoken = [f"{language}:modersmål"] + ([f"dansk:{danish}"] if danish else [])
        if draw.random() < 0.45:
            spoken.append(f"engelsk:{draw.choice(('nogenlunde', 'godt', 'flydende'))}")
        basis = (
            "særlov Ukraine"
            if country == "Ukraine"
            else draw.choice(("flygtning", "familiesammenført til flygtning"))
        )
        both = self._both(
            "refugee",
            draw,
            on,
            name=name,
            gender=gender,
            birth=draw.randint(1966, on.year - LATEST_ADULT_BIRTH),
        )
        return {
            **both,
            "Sprog": ", ".join(spoken),
            "Ansvarlig konsulent": self.consultants.get(both["Kommune"], ""),
            "Opholdsgrundlag": basis,
            "Oprindelsesland": country,
            "Ankomst": _date(on - _days(draw, 120, 1400)),
            "Ønske til mentors køn": draw.choices(("", gender), (72, 28))[0] if gender == "kvinde" else "",
            "Behov": ", ".join(draw.sample(words.NEEDS, draw.randint(1, 3))),
            "Forsørgelsesgrundlag": draw.choices(words.STATUSES_AT_ENTRY, (60, 20, 15, 5))[0],
            "Forventninger": draw.choice(words.EXPECTATIONS) if draw.random() < 0.6 else "",
        }

    def _both(
        self, kind: str, draw: random.Random, on: datetime.date, *, name: str, gender: str, birth: int
    ) -> dict[str, str]:
        self._count[kind] += 1
        number = self._count[kind]
        code = self._municipality(draw)
        letter = "M" if kind == "mentor" else "B"
        children = (
            sorted(
                draw.randint(max(birth + 19, on.year - 17), on.year)
                for _ in range(draw.choices((0, 1, 2, 3), (40, 22, 26, 12))[0])
            )
            if birth + 19 <= on.year
            else []
        )
        return {
            "Sagsnr.": f"{self.prefix}{letter}-{number:04}",
            "Navn": name,
            "E-mail": f"{kind}{number}.{birth}@eksempel.invalid" if draw.random() < 0.9 else "",
            "Telefon": " ".join(f"{pair:02}" for pair in (draw.randint(20, 29), *_pairs(draw))),
            "Køn": gender,
            "Fødselsår": str(birth),
            "CPR": _cpr(draw, birth) if kind == "refugee" and draw.random() < 0.9 else "",
            "Postnr": draw.choice(POSTCODES.get(code, ("4180",))),
            "Kommune": code,
            "Interesser": ", ".join(draw.sample(words.INTERESTS.split(), draw.randint(1, 4)))
            if draw.random() < 0.93
            else "",
            "Erhverv": draw.choice(words.OCCUPATIONS) if draw.random() < 0.9 else "",
            "Uddannelse": draw.choice(words.EDUCATIONS) if draw.random() < 0.92 else "",
            "Børns fødselsår": ", ".join(str(year) for year in children),
            "Kan mødes": ", ".join(draw.sample(words.AVAILABILITY, draw.randint(1, 3)))
            if draw.random() < 0.94
            else "",
            "Selvtransport": draw.choice(("ja", "ja", "nej", "")),
            "Introkursus": self._intro_course(draw, on),
            "Samtale": _date(on - _days(draw, 0, 12)) if draw.random() < 0.94 else "",
            "Samtykke": _date(on - _days(draw, 0, 3)) if draw.random() < 0.97 else "",
            "Beskyttet adresse": "ja" if draw.random() < 0.03 else "nej",
        }

    def _intro_course(self, draw: random.Random, on: datetime.date) -> str:
        """The day of the course, where the programme asks for one; nothing is drawn where it does not."""
        rules = self.document.matching.rules
        if rules is None or not rules.intro_course_required or draw.random() > 0.95:
            return ""
        held_on = on - _days(draw, 0, 9)
        return _date(held_on) if self.with_intro_courses else ""

    def _municipality(self, draw: random.Random) -> str:
        parts = self.document.municipalities
        return draw.choices(
            [part.code for part in parts], [part.quota.people if part.quota else 1 for part in parts]
        )[0]

    def _organisation(self, draw: random.Random) -> str:
        names = [part.name for part in self.document.organisations if "recruit" in part.does]
        return draw.choice(names) if names and draw.random() < 0.78 else ""


def _one(draw: random.Random, choices: str | Sequence[str]) -> str:
    return draw.choice(choices.split() if isinstance(choices, str) else choices)


def _cpr(draw: random.Random, birth: int) -> str:
    """Ten made-up digits; few of them pass the old check, as with real newcomers."""
    century = draw.randint(0, 3) if birth < 2000 else draw.randint(4, 8)
    day, month = draw.randint(1, 28), draw.randint(1, 12)
    return f"{day:02}{month:02}{birth % 100:02}-{century}{draw.randint(0, 999):03}"


def _pairs(draw: random.Random) -> list[int]:
    return [draw.randint(0, 99) for _ in range(3)]


def _days(draw: random.Random, least: int, most: int) -> datetime.timedelta:
    return datetime.timedelta(days=draw.randint(least, most))


def _date(on: datetime.date) -> str:
    return f"{on:%d-%m-%Y}"
