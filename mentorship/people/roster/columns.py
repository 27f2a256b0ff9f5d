"""The columns a roster may have, by what their headers may be called."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from mentorship.people.roster.folding import fold
from mentorship.people.roster.problems import Problem

KINDS = ("mentor", "refugee")


@dataclass(frozen=True, slots=True)
class Column:
    """`key` is the English name and the field's; `parser` names a function of `values.PARSERS`."""

    key: str
    danish: str
    parser: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    longest: int = 0

    def headers(self) -> tuple[str, ...]:
        return (self.key, self.danish, *self.aliases)


BOTH = (
    Column("name", "Navn", "text", ("Fulde navn", "Full name"), required=True, longest=200),
    Column("municipality", "Kommune", "municipality", ("Kommunekode", "Municipality code"), required=True),
    Column("case_number", "Sagsnr.", "text", ("Sagsnummer", "Sag nr.", "Case no."), longest=40),
    Column("email", "E-mail", "email", ("Mail", "E-mailadresse", "E-mail address"), longest=254),
    Column(
        "phone",
        "Telefon",
        "phone",
        ("Telefonnummer", "Tlf.", "Tlf. nr.", "Mobil", "Phone number"),
        longest=40,
    ),
    Column("gender", "Køn", "gender", ("Sex",)),
    Column("birth_year", "Fødselsår", "year", ("Fødeår", "Year of birth")),
    Column("cpr", "CPR", "cpr", ("CPR-nr.", "CPR-nummer", "Personnummer", "CPR number")),
    Column("postcode", "Postnr", "postcode", ("Postnummer", "Postal code", "Zip", "Zip code")),
    Column("languages", "Sprog", "languages", ("Language",)),
    Column("contact_language", "Kontaktsprog", "language"),
    Column("interests", "Interesser", "words", ("Interest",)),
    Column("occupation", "Erhverv", "text", ("Profession", "Job title"), longest=120),
    Column("work_experience", "Erhvervserfaring", "text", (), longest=500),
    Column("education", "Uddannelse", "education"),
    Column(
        "children_birth_years", "Børns fødselsår", "years", ("Børnenes fødselsår", "Children's birth years")
    ),
    Column("household", "Husstand", "household"),
    Column("availability", "Kan mødes", "availability", ("Can meet",)),
    Column("own_transport", "Selvtransport", "yes_no", ("Egen transport",)),
    Column("interviewed_on", "Samtale", "date", ("Samtaledato", "Interview")),
    Column("intro_course_on", "Introkursus", "date", ("Intro course",)),
    Column("expectations", "Forventninger", "long_text", (), longest=10_000),
    Column("recruited_through", "Rekrutteret via", "text", ("Recruited via",), longest=60),
    Column("consent_on", "Samtykke", "date", ("Samtykkedato", "Consent")),
    Column("protected", "Beskyttet adresse", "yes_no", ("Adressebeskyttelse", "Protected address")),
    Column("note", "Bemærkning", "long_text", ("Bemærkninger", "Noter", "Notes"), longest=10_000),
)

MENTOR = (
    Column("organisation", "Organisation", "text", ("Forening", "Organization"), longest=200),
    Column("capacity", "Kapacitet", "capacity"),
    Column("child_certificate_on", "Børneattest", "date", ("Child certificate",)),
    Column("criminal_record_on", "Straffeattest", "date", ("Criminal record",)),
    Column(
        "confidentiality_on", "Tavshedserklæring", "date", ("Confidentiality", "Confidentiality declaration")
    ),
    Column("trained_on", "Mentoruddannelse gennemført", "date", ("Mentoruddannelse", "Mentor training")),
    Column(
        "wants_gender",
        "Ønske til borgers køn",
        "wanted_gender",
        ("Ønske til borgerens køn", "Ønske til flygtnings køn", "Ønske til mentees køn", "Ønske til køn"),
    ),
    Column("self_supporting", "Selvforsørgende", "yes_no"),
    Column("local_ties", "Lokal tilknytning", "yes_no"),
    Column("former_network_contact", "Tidligere netværksperson", "yes_no"),
)

REFUGEE = (
    Column("residence_basis", "Opholdsgrundlag", "residence_basis"),
    Column("country", "Oprindelsesland", "country", ("Country of origin",)),
    Column("arrived_on", "Ankomst", "date", ("Ankomstdato", "Arrival")),
    Column(
        "wants_gender",
        "Ønske til mentors køn",
        "wanted_gender",
        ("Ønske til mentorens køn", "Ønske til værts køn", "Ønske til værtens køn", "Ønske til køn"),
    ),
    Column("needs", "Behov", "needs"),
    Column("selected_on", "Udvalgt", "date", ("Udvalgt dato", "Selected")),
    Column("labour_status", "Forsørgelsesgrundlag", "labour_status", ("Forsørgelse",)),
    Column("danish_education", "Danskuddannelse", "danish_education"),
    Column("interpreter", "Tolk", "yes_no", ("Interpreter needed",)),
    Column(
        "consultant", "Ansvarlig konsulent", "email", ("Konsulent", "Responsible consultant"), longest=254
    ),
)


def columns_of(kind: str) -> tuple[Column, ...]:
    """Every column a roster of `kind` may have, in the order of the contract."""
    return BOTH + {"mentor": MENTOR, "refugee": REFUGEE}[kind]


@cache
def _by_header(kind: str) -> dict[str, Column]:
    return {fold(header): column for column in columns_of(kind) for header in column.headers()}


def find_column(header: str, kind: str) -> Column | None:
    """The column that `header` names, forgiving case, spacing, punctuation and a trailing star."""
    return _by_header(kind).get(fold(header))


def is_header(text: str) -> bool:
    """Whether some kind of roster has a column called so."""
    return any(fold(text) in _by_header(kind) for kind in KINDS)


@dataclass(frozen=True, slots=True)
class Placed:
    """A column found in a file: where, and under which header as typed."""

    column: Column
    index: int
    header: str


@dataclass(frozen=True, slots=True)
class Layout:
    """What the header row says: the columns found, those unknown, those missing or named twice."""

    placed: tuple[Placed, ...]
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    unnamed: tuple[int, ...]


def lay_out(header: Sequence[str], kind: str) -> Layout:
    """Recognise each header of a roster of `kind`; blank headers are given back as `unnamed`."""
    placed: dict[str, Placed] = {}
    errors: list[Problem] = []
    warnings: list[Problem] = []
    unnamed: list[int] = []
    for index, text in enumerate(header):
        column = find_column(text, kind)
        if not text.strip():
            unnamed.append(index)
        elif column is None:
            warnings.append(Problem("unknown_column", line=1, column=text))
        elif column.key in placed:
            errors.append(Problem("duplicate_column", line=1, column=text, value=text))
        else:
            placed[column.key] = Placed(column, index, text)
    errors += [
        Problem("missing_column", line=1, column=column.danish)
        for column in columns_of(kind)
        if column.required and column.key not in placed
    ]
    return Layout(tuple(placed.values()), tuple(errors), tuple(warnings), tuple(unnamed))
