"""Each kind of cell: every way of writing it that is taken, and the reason each other is refused."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.people.roster.columns import COLUMNS, columns_of
from mentorship.people.roster.folding import as_text, clean
from mentorship.people.roster.problems import BadValue
from mentorship.people.roster.values import PARSERS, Odd, Surroundings

AROUND = Surroundings(
    {"340": "Sorø", "760": "Ringkøbing-Skjern", "101": "København"}, datetime.date(2026, 11, 22)
)
DAY = datetime.date(2026, 11, 22)
# A spreadsheet's dates know no time zone.
naive = datetime.datetime.fromisoformat


def parse(parser, cell):
    return PARSERS[parser](cell, AROUND)


def test_every_parser_of_a_column_exists_and_every_parser_is_used():
    assert {column.parser for kind in COLUMNS for column in columns_of(kind)} == set(PARSERS)


TAKEN = [
    ("text", "  Åse\u00a0 Bæk\u200b ", "Åse Bæk"),
    ("text", "A\u030ase", "Åse"),
    ("text", 4180.0, "4180"),
    ("text", "to\r\nlinjer", "to linjer"),
    ("long_text", "to\r\nlinjer\x07", "to\nlinjer"),
    ("email", " Bo@Eksempel.Invalid", "bo@eksempel.invalid"),
    ("email", "mailto:bo.b+x@a-b.eksempel.invalid", "bo.b+x@a-b.eksempel.invalid"),
    ("email", "åse@blåbær.invalid", "åse@blåbær.invalid"),
    ("phone", "+45 30 34 93 85", "+45 30 34 93 85"),
    ("phone", 30349385, "30349385"),
    ("phone", "(0046) 8-123.456", "(0046) 8-123.456"),
    ("phone", "30349385 (efter 16)", Odd("30349385 (efter 16)", "not_a_phone")),
    ("phone", "12345", Odd("12345", "not_a_phone")),
    ("gender", "Kvinde", "female"),
    ("gender", "M", "male"),
    ("gender", "andet", "other"),
    ("wanted_gender", "mand", "male"),
    ("wanted_gender", "Ligegyldigt", ""),
    ("year", "1987", 1987),
    ("year", 1987.0, 1987),
    ("year", naive("1987-01-01"), 1987),
    ("year", "1900", 1900),
    ("year", "2026", 2026),
    ("years", "2016, 2010", [2010, 2016]),
    ("years", "2010 og 2016", [2010, 2016]),
    ("years", "2010/2016;2016", [2010, 2016, 2016]),
    ("years", 2010, [2010]),
    ("years", "ingen", []),
    ("years", "0", []),
    ("years", ",", None),
    ("capacity", "3", 3),
    ("capacity", "2,0", 2),
    ("capacity", 1, 1),
    ("capacity", 5.0, 5),
    ("postcode", "4180", "4180"),
    ("postcode", "DK-4180", "4180"),
    ("postcode", 800, "0800"),
    ("postcode", "123 45", "12345"),
    ("municipality", "Sorø", "340"),
    ("municipality", "SORØ KOMMUNE", "340"),
    ("municipality", "Soroe", "340"),
    ("municipality", "340", "340"),
    ("municipality", "0340", "340"),
    ("municipality", 340, "340"),
    ("municipality", "Ringkøbing Skjern", "760"),
    ("language", "Dansk", "da"),
    ("language", "Danish", "da"),
    ("language", "kmr", "kmr"),
    ("languages", "dansk:flydende, arabisk:modersmål", {"da": 4, "ar": 5}),
    ("languages", "Dansk : Begynder; kurmanji = godt\nDari (native)", {"da": 1, "kmr": 3, "prs": 5}),
    ("languages", "dansk:2, dansk:4, dansk:3", {"da": 4}),
    ("languages", ",", None),
    ("words", "Fodbold, have ,fodbold", ["fodbold", "have"]),
    ("words", "ingen", []),
    ("words", ";", None),
    ("country", "Syrien", "SY"),
    ("country", "Syria", "SY"),
    ("country", "sy", "SY"),
    ("country", "Palæstina", "PS"),
    ("country", "Statsløs", "XX"),
    ("yes_no", "Ja", True),
    ("yes_no", True, True),
    ("yes_no", "nej", False),
    ("yes_no", 0, False),
    ("danish_education", "2", "2"),
    ("danish_education", "DU 2, modul 3", "2.3"),
    ("danish_education", "Danskuddannelse 1 modul 6", "1.6"),
    ("danish_education", "3.5", "3.5"),
    ("education", "faglært", "vocational"),
    ("education", "ingen", "none"),
    ("household", "Enlig forsørger", "single_parent"),
    ("residence_basis", "familiesammenført til flygtning", "family_of_refugee"),
    ("residence_basis", "særlov Ukraine", "ukraine_act"),
    ("labour_status", "offentlig forsørgelse", "public_support"),
    ("availability", "weekend, hverdage dag", ["weekday_day", "weekend"]),
    ("availability", "ingen", []),
    ("availability", " , ", None),
    ("needs", "hverdag; arbejde; job", ["work", "everyday"]),
]


@pytest.mark.parametrize(("parser", "cell", "value"), TAKEN, ids=lambda part: str(part)[:30])
def test_values_are_taken(parser, cell, value):
    assert parse(parser, cell) == value


REFUSED = [
    ("email", "ikke en adresse", "not_an_email"),
    ("email", "a@b", "not_an_email"),
    ("email", "a..b@eksempel.invalid", "not_an_email"),
    ("email", ".a@eksempel.invalid", "not_an_email"),
    ("email", "a@eksempel.invalid, b@eksempel.invalid", "not_an_email"),
    ("email", "=1+1", "not_an_email"),
    ("gender", "kv.", "unknown_value"),
    ("wanted_gender", "helst ældre", "unknown_value"),
    ("year", "19x7", "not_a_year"),
    ("year", "87", "not_a_year"),
    ("year", "1987,5", "not_a_year"),
    ("year", "1899", "out_of_range"),
    ("year", "2027", "out_of_range"),
    ("years", "2016, snart", "not_a_year"),
    ("years", "2016, 2027", "out_of_range"),
    ("capacity", "9", "out_of_range"),
    ("capacity", "0", "out_of_range"),
    ("capacity", "-1", "out_of_range"),
    ("capacity", "1,5", "not_a_number"),
    ("capacity", "to", "not_a_number"),
    ("capacity", True, "not_a_number"),
    ("cpr", "140968261", "not_a_cpr"),
    ("cpr", "320168-2616", "not_a_cpr"),
    ("cpr", "ukendt!", "not_a_cpr"),
    ("postcode", "41800000", "not_a_postcode"),
    ("postcode", "Sorø", "not_a_postcode"),
    ("municipality", "Sorö Kommun", "unknown_municipality"),
    ("municipality", "Sorö", "unknown_municipality"),
    ("municipality", "999", "unknown_municipality"),
    ("language", "marsboersk", "unknown_language"),
    ("languages", "dansk:perfekt", "unknown_level"),
    ("languages", "dansk", "unknown_level"),
    ("languages", "dansk:6", "unknown_level"),
    ("languages", "dansk:godt:meget", "unknown_level"),
    ("languages", "klingonsk:godt", "unknown_language"),
    ("words", "x" * 61, "too_long"),
    ("country", "Atlantis", "unknown_country"),
    ("yes_no", "måske", "not_yes_or_no"),
    ("danish_education", "4", "unknown_value"),
    ("danish_education", "2.7", "unknown_value"),
    ("education", "doktor i alt", "unknown_value"),
    ("availability", "weekend, nat", "unknown_value"),
    ("needs", "bolig", "unknown_value"),
]


@pytest.mark.parametrize(("parser", "cell", "reason"), REFUSED, ids=lambda part: str(part)[:30])
def test_values_are_refused_with_a_reason(parser, cell, reason):
    with pytest.raises(BadValue) as refused:
        parse(parser, cell)
    assert refused.value.reason == reason


def test_a_number_is_taken_with_a_word_about_its_checksum_and_never_printed():
    odd = parse("cpr", "140968-2616")
    assert (odd.reason, odd.value.digits) == ("cpr_checksum", "1409682616")
    assert "1409682616" not in repr(odd)
    assert parse("cpr", "220271-2978").digits == "2202712978"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("x ", "x "),
        (True, "ja"),
        (False, "nej"),
        (1968, "1968"),
        (1968.0, "1968"),
        (1.5, "1,5"),
        (naive("2017-01-05"), "05-01-2017"),
        (naive("2017-01-05 13:05"), "05-01-2017 13:05"),
        (datetime.date(2017, 1, 5), "05-01-2017"),
        (datetime.time(13, 5), "13:05"),
    ],
)
def test_cells_are_shown_as_a_danish_spreadsheet_shows_them(cell, text):
    assert as_text(cell) == text


@given(st.text(max_size=40))
def test_cleaning_twice_changes_nothing_more(text):
    once = clean(text)
    assert clean(once) == once
    assert "\n" not in once
    assert clean(clean(text, lines=True), lines=True) == clean(text, lines=True)
