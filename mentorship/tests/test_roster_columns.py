"""Headers: the contract's names in both languages, forgiven in case, spacing and punctuation."""

import pytest

from mentorship.people.roster.columns import COLUMNS, KINDS, columns_of, find_column, is_header, lay_out

CONTRACT = {
    "both": """Navn (name) Kommune (municipality) Sagsnr. (case_number) E-mail (email) Telefon (phone)
        Køn (gender) Fødselsår (birth_year) CPR (cpr) Postnr (postcode) Sprog (languages)
        Kontaktsprog (contact_language)
        Interesser (interests) Erhverv (occupation) Erhvervserfaring (work_experience) Uddannelse (education)
        Børns fødselsår (children_birth_years) Husstand (household) Kan mødes (availability)
        Selvtransport (own_transport) Samtale (interviewed_on) Introkursus (intro_course_on)
        Forventninger (expectations) Rekrutteret via (recruited_through) Samtykke (consent_on)
        Beskyttet adresse (protected) Bemærkning (note)""",
    "mentor": """Organisation (organisation) Kapacitet (capacity) Børneattest (child_certificate_on)
        Straffeattest (criminal_record_on) Tavshedserklæring (confidentiality_on)
        Mentoruddannelse gennemført (trained_on) Ønske til borgers køn (wants_gender)
        Selvforsørgende (self_supporting) Lokal tilknytning (local_ties)
        Tidligere netværksperson (former_network_contact)""",
    "refugee": """Opholdsgrundlag (residence_basis) Oprindelsesland (country) Ankomst (arrived_on)
        Ønske til mentors køn (wants_gender) Behov (needs) Udvalgt (selected_on)
        Forsørgelsesgrundlag (labour_status) Danskuddannelse (danish_education) Tolk (interpreter)
        Ansvarlig konsulent (consultant)""",
    "match": """Mentor (mentor) Borger (refugee) Start (started_on) Opstartsmøde (start_meeting_on)
        Slut (ended_on) Årsag (end_reason)""",
    "outcome": """CPR (cpr) Sagsnr. (case_number) Kommune (municipality) Fra (from) Til (to) Status (status)
        Timer pr. uge (hours_per_week)""",
}
REQUIRED = {
    "mentor": ["name", "municipality"],
    "refugee": ["name", "municipality"],
    "match": ["mentor", "refugee", "started_on"],
    "outcome": ["from", "status"],
}


def contract(kind):
    both = CONTRACT["both"] if kind in KINDS else ""
    words = " ".join(f"{both} {CONTRACT[kind]}".split())
    for part in words.split(")")[:-1]:
        danish, _, english = part.partition("(")
        yield danish.strip(), english


@pytest.mark.parametrize("kind", COLUMNS)
def test_the_columns_are_those_of_the_contract(kind):
    assert [(column.danish, column.key) for column in columns_of(kind)] == list(contract(kind))
    assert [column.key for column in columns_of(kind) if column.required] == REQUIRED[kind]


@pytest.mark.parametrize("kind", COLUMNS)
@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(str.upper, id="upper case"),
        pytest.param(str.lower, id="lower case"),
        pytest.param(lambda text: f"  {text} *", id="star and spaces"),
        pytest.param(lambda text: text.replace(" ", "").replace(".", ""), id="no spaces"),
        pytest.param(lambda text: text.replace(" ", "_").replace("-", " "), id="other signs"),
        pytest.param(lambda text: text.replace("ø", "oe").replace("æ", "ae"), id="without Danish letters"),
        pytest.param(lambda text: text.replace("å", "a\u030a"), id="letters of two parts"),
    ],
)
def test_headers_are_forgiven(kind, spoil):
    for danish, english in contract(kind):
        assert find_column(spoil(danish), kind).key == english
        assert find_column(spoil(english), kind).key == english


@pytest.mark.parametrize("kind", COLUMNS)
def test_no_header_means_two_columns(kind):
    for column in columns_of(kind):
        assert {find_column(header, kind).key for header in column.headers()} == {column.key}


def test_a_column_of_the_other_kind_is_unknown():
    assert find_column("Kapacitet", "refugee") is None
    assert is_header("Kapacitet")
    assert not is_header("Skostørrelse")


def test_the_layout_names_unknown_missing_repeated_and_unnamed_columns():
    layout = lay_out(["Kommune", "Skostørrelse", "", "kommune"], "mentor")
    assert [(p.line, p.column, p.reason) for p in layout.warnings] == [(1, "Skostørrelse", "unknown_column")]
    assert [(p.line, p.column, p.reason) for p in layout.errors] == [
        (1, "kommune", "duplicate_column"),
        (1, "Navn", "missing_column"),
    ]
    assert layout.unnamed == (2,)
    assert [(p.column.key, p.index, p.header) for p in layout.placed] == [("municipality", 0, "Kommune")]
