"""The columns a file may have, by its kind and by what their headers may be called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from mentorship.people.roster.folding import fold
from mentorship.people.roster.problems import Problem

KINDS = ("mentor", "refugee")  # of people
HISTORY_KINDS = ("match", "outcome")  # of what happened to them


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

MATCH = (
    Column(
        "mentor",
        "Mentor",
        "text",
        ("Mentors sagsnr.", "Mentors e-mail", "Mentor-nr.", "Vært", "Værts sagsnr.", "Frivillig", "Host"),
        required=True,
        longest=254,
    ),
    Column(
        "refugee",
        "Borger",
        "text",
        ("Borgers sagsnr.", "Borgerens sagsnr.", "Borgers CPR", "Mentee", "Nyankommen", "Newcomer"),
        required=True,
        longest=40,
    ),
    Column("started_on", "Start", "date", ("Startdato", "Startet", "Started", "Start date"), required=True),
    Column(
        "start_meeting_on", "Opstartsmøde", "date", ("Startmøde", "Opstartsmøde afholdt", "Start meeting")
    ),
    Column("ended_on", "Slut", "date", ("Slutdato", "Afsluttet", "Ended", "End date")),
    Column("end_reason", "Årsag", "text", ("Slutårsag", "Afslutningsårsag", "Reason"), longest=120),
)

OUTCOME = (
    Column("cpr", "CPR", "cpr", ("CPR-nr.", "CPR-nummer", "Personnummer", "CPR number")),
    Column("case_number", "Sagsnr.", "text", ("Sagsnummer", "Sag nr.", "Case no."), longest=40),
    Column("municipality", "Kommune", "municipality", ("Kommunekode", "Municipality code")),
    Column("from", "Fra", "date", ("Fra dato", "Startdato", "From date"), required=True),
    Column("to", "Til", "date", ("Til dato", "Slutdato", "To date")),
    Column(
        "status",
        "Status",
        "labour_status",
        ("Forsørgelsesgrundlag", "Forsørgelse", "Labour status"),
        required=True,
    ),
    Column(
        "hours_per_week",
        "Timer pr. uge",
        "hours",
        ("Timer", "Timetal", "Ugentlige timer", "Timer om ugen", "Hours"),
    ),
)

COLUMNS = {"mentor": BOTH + MENTOR, "refugee": BOTH + REFUGEE, "match": MATCH, "outcome": OUTCOME}


def columns_of(kind: str) -> tuple[Column, ...]:
    """Every column a file of `kind` may have, in the order of the contract."""
    return COLUMNS[kind]


@cache
def _by_header(kind: str) -> dict[str, Column]:
    return {fold(header): column for column in columns_of(kind) for header in column.headers()}


def find_column(header: str, kind: str) -> Column | None:
    """The column that `header` names, forgiving case, spacing, punctuation and a trailing star."""
    return _by_header(kind).get(fold(header))


def is_header(text: str) -> bool:
    """Whether some kind of file has a column called so."""
    return any(fold(text) in _by_header(kind) for kind in COLUMNS)


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


def head_names(header: Sequence[str]) -> tuple[str, ...]:
    """What a mapping calls each column of a file: its head; `Head (2)` the second time; `#3` if blank."""
    names: list[str] = []
    for index, text in enumerate(header):
        name = text.strip() or f"#{index + 1}"
        again = sum(1 for earlier in header[:index] if earlier.strip() == name)
        names.append(f"{name} ({again + 1})" if again else name)
    return tuple(names)


def recognise(names: Sequence[str], columns: Sequence[Column]) -> dict[str, str]:
    """{name: key of the column it is a known head of, or ""}; of two that name one column, the first."""
    by_header = {fold(header): column.key for column in columns for header in column.headers()}
    found: dict[str, str] = {}
    for name in names:
        key = by_header.get(fold(name), "")
        found[name] = "" if key in found.values() else key
    return found


def lay_out(header: Sequence[str], kind: str, mapping: Mapping[str, str] | None = None) -> Layout:
    """Recognise each header of a roster of `kind`; blank headers are given back as `unnamed`.

    A `mapping` {name as in `head_names`: column key or ""} decides instead of the headers.
    """
    found = [(text, find_column(text, kind)) for text in header]
    if mapping is not None:
        found = _told(header, mapping, columns_of(kind))
    placed: dict[str, Placed] = {}
    errors: list[Problem] = []
    warnings: list[Problem] = []
    unnamed: list[int] = []
    for index, (text, column) in enumerate(found):
        if column is None and mapping is not None:
            continue  # left out knowingly
        if column is None and not text.strip():
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


def _told(
    header: Sequence[str], mapping: Mapping[str, str], columns: Sequence[Column]
) -> list[tuple[str, Column | None]]:
    """By the mapping; a column it leaves out is as good as not there."""
    by_key = {column.key: column for column in columns}
    named = zip(header, head_names(header), strict=True)
    told = [(name if key else text, key) for text, name in named for key in [mapping.get(name, "")]]
    return [(text, by_key.get(key)) for text, key in told]
