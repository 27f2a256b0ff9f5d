"""Every column of every file: the codebook is this table, and so are the headers."""

from dataclasses import dataclass

from followup.models import FollowUpState, PairMet
from mentorship.vocabulary import ActivityKind, Gender, LabourStatus

BOOLEAN = "0, 1"


@dataclass(frozen=True, slots=True)
class Column:
    """`kind` is text, category, integer, decimal, date or boolean; an empty cell is always "not known"."""

    name: str
    kind: str
    da: str
    en: str
    unit: str = ""
    allowed: str = ""


def _codes(choices: type) -> str:
    return ", ".join(choices.values)  # type: ignore[attr-defined]  # Django's choices


def _pseudonym(name: str, da: str, en: str) -> Column:
    return Column(name, "text", f"Pseudonym for {da}", f"Pseudonym of {en}", allowed="[a-z][0-9a-f]{16}")


_GENDER = Column("gender", "category", "Køn", "Gender", allowed=_codes(Gender))
_AGE = Column(
    "age_band", "category", "Alder på datadatoen i 20-årsbånd", "Age on the data date in bands of 20 years"
)
_HALF = Column(
    "registered_half",
    "category",
    "Halvår for registrering",
    "Half-year of registration",
    allowed="YYYYH1, YYYYH2",
)
_PLACE = Column("municipality", "category", "Kommunekode", "Municipality code")
_CONSENT = Column(
    "evaluation_consent",
    "boolean",
    "Samtykke til evaluering er registreret",
    "Consent to evaluation is registered",
    allowed=BOOLEAN,
)

FILES: dict[str, tuple[Column, ...]] = {
    "refugees.csv": (
        _pseudonym("refugee", "borgeren", "the refugee"),
        _PLACE,
        _GENDER,
        _AGE,
        _HALF,
        Column("interviewed", "boolean", "Interviewet", "Interviewed", allowed=BOOLEAN),
        Column("selected", "boolean", "Udvalgt", "Selected", allowed=BOOLEAN),
        Column("left", "boolean", "Stoppet i programmet", "Has left the programme", allowed=BOOLEAN),
        Column(
            "status_at_entry",
            "category",
            "Forsørgelsesgrundlag ved start",
            "Labour status at entry",
            allowed=_codes(LabourStatus),
        ),
        _CONSENT,
    ),
    "mentors.csv": (
        _pseudonym("mentor", "mentoren", "the mentor"),
        _PLACE,
        _GENDER,
        _AGE,
        _HALF,
        Column("interviewed", "boolean", "Interviewet", "Interviewed", allowed=BOOLEAN),
        Column(
            "trained", "boolean", "Mentoruddannelse gennemført", "Mentor training completed", allowed=BOOLEAN
        ),
        Column("left", "boolean", "Stoppet i programmet", "Has left the programme", allowed=BOOLEAN),
        Column("capacity", "integer", "Antal pladser", "Places", unit="matches", allowed="1-5"),
        _CONSENT,
    ),
    "matches.csv": (
        _pseudonym("match", "matchet", "the match"),
        _pseudonym("mentor", "mentoren", "the mentor"),
        _pseudonym("refugee", "borgeren", "the refugee"),
        Column("started_on", "date", "Startdato", "Day of the start"),
        Column("start_meeting_on", "date", "Opstartsmøde holdt", "Start meeting held on"),
        Column(
            "ended_on",
            "date",
            "Slutdato; tom: stadig i gang på datadatoen",
            "Day of the end; empty: running on the data date",
        ),
        Column(
            "end_reason",
            "category",
            "Årsag til slut (programmets koder)",
            "Reason for the end (the programme's codes)",
        ),
        Column(
            "days_followed",
            "integer",
            "Dage fulgt til slut eller datadato",
            "Days followed to the end or the data date",
            unit="days",
        ),
        Column(
            "ended",
            "boolean",
            "Sluttet; 0 er censureret på datadatoen",
            "Ended; 0 is censored on the data date",
            allowed=BOOLEAN,
        ),
    ),
    "followups.csv": (
        _pseudonym("match", "matchet", "the match"),
        Column("step", "category", "Trin i programmets plan", "Step of the programme's plan"),
        Column("side", "category", "Hvem der blev spurgt", "Who was asked", allowed="mentor, refugee, both"),
        Column("due_on", "date", "Forfaldsdato", "Due on"),
        Column("held_on", "date", "Holdt den", "Held on"),
        Column(
            "state",
            "category",
            "Tilstand på datadatoen; before: forfaldt, før matchet blev importeret",
            "State on the data date; before: due before the match was imported",
            allowed=_codes(FollowUpState),
        ),
        Column("channel", "category", "Kanal (programmets koder)", "Channel (the programme's codes)"),
        Column("rating", "integer", "Hvordan det går, 1 dårligst", "How it goes, 1 the worst", allowed="1-5"),
        Column(
            "pair_met",
            "category",
            "Hvor ofte de to har mødtes",
            "How often the two have met",
            allowed=_codes(PairMet),
        ),
    ),
    "answers.csv": (
        _pseudonym("match", "matchet", "the match"),
        Column("side", "category", "Hvem der svarede", "Who answered", allowed="mentor, refugee"),
        Column("questionnaire", "category", "Spørgeskema", "Questionnaire"),
        Column("question", "category", "Spørgsmål", "Question"),
        Column("answered_on", "date", "Besvaret den", "Answered on"),
        Column("value", "decimal", "Svar som tal", "Answer as a number"),
    ),
    "outcomes.csv": (
        _pseudonym(
            "person",
            "borgeren, som i refugees.csv, eller personen i sammenligningsgruppen",
            "the refugee, as in refugees.csv, or the person compared with",
        ),
        Column("group", "category", "Gruppe", "Group", allowed="programme, comparison"),
        Column("from_on", "date", "Fra", "From"),
        Column(
            "to_on",
            "date",
            "Til; tom: gælder stadig på datadatoen",
            "To; empty: still holds on the data date",
        ),
        Column("status", "category", "Forsørgelsesgrundlag", "Labour status", allowed=_codes(LabourStatus)),
        Column("hours_per_week", "decimal", "Timer pr. uge", "Hours a week", unit="hours"),
    ),
    "activities.csv": (
        _pseudonym("activity", "aktiviteten", "the activity"),
        Column("kind", "category", "Slags", "Kind", allowed=_codes(ActivityKind)),
        Column("side", "category", "For hvem", "For whom", allowed="mentor, refugee, both"),
        Column(
            "municipality",
            "category",
            "Kommunekode; tom: alle kommuner",
            "Municipality code; empty: all municipalities",
        ),
        Column("session", "integer", "Mødegangens nummer", "Number of the session", allowed="1-"),
        Column("held_on", "date", "Holdt den", "Held on"),
        Column("places", "integer", "Pladser; tom: ingen grænse", "Places; empty: no limit", unit="persons"),
        Column("signed_up", "integer", "Antal tilmeldte", "Number signed up", unit="persons"),
        Column("attended", "integer", "Antal deltagere", "Number who attended", unit="persons"),
        Column("absent", "integer", "Antal udeblevne", "Number who stayed away", unit="persons"),
        Column("excused", "integer", "Antal afbud", "Number excused", unit="persons"),
    ),
    "indicators.csv": (
        Column("criterion", "category", "Succeskriterium", "Success criterion"),
        Column(
            "part",
            "text",
            "Kommune eller partner; tom: det hele",
            "Municipality or partner; empty: the whole",
        ),
        Column("indicator", "category", "Indikator", "Indicator"),
        Column("unit", "category", "Enhed; procent er andele 0-1", "Unit; percent are shares of 0-1"),
        Column("value", "decimal", "Værdi", "Value"),
        Column("n", "integer", "Tæller", "Numerator"),
        Column("N", "integer", "Nævner: dem, hvor det vides", "Denominator: those of whom it is known"),
        Column("not_yet_known", "integer", "Endnu ukendt", "Not yet known"),
        Column("lower", "decimal", "Nedre grænse, 95 %", "Lower limit, 95 %"),
        Column("upper", "decimal", "Øvre grænse, 95 %", "Upper limit, 95 %"),
        Column("target", "decimal", "Mål", "Target"),
        Column(
            "rounded",
            "boolean",
            "Antal afrundet til nærmeste 5",
            "Counts rounded to the nearest 5",
            allowed=BOOLEAN,
        ),
    ),
}

CODEBOOK = tuple(
    Column(name, "text", name, name)
    for name in ("file", "column", "type", "unit", "allowed", "meaning_da", "meaning_en")
)
