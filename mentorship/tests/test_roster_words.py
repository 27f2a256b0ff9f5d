"""What files say and what the register stores: codes, languages, countries, personal numbers."""

import datetime

import pytest

from mentorship.people.roster import words
from mentorship.people.roster.cpr import parse_cpr
from mentorship.people.roster.folding import fold
from mentorship.people.roster.tongues import countries, languages
from mentorship.people.roster.values import PARSERS, Surroundings
from mentorship.vocabulary import (
    Availability,
    CprKind,
    Education,
    Gender,
    Household,
    LabourStatus,
    LanguageLevel,
    Need,
    ResidenceBasis,
)

AROUND = Surroundings(
    {"340": "Sorø", "760": "Ringkøbing-Skjern", "101": "København"}, datetime.date(2026, 11, 22)
)
DAY = datetime.date(2026, 11, 22)
# A spreadsheet's dates know no time zone.
naive = datetime.datetime.fromisoformat


def parse(parser, cell):
    return PARSERS[parser](cell, AROUND)


@pytest.mark.parametrize(
    ("index", "vocabulary"),
    [
        pytest.param(words.GENDERS, Gender, id="gender"),
        pytest.param(words.AVAILABILITY, Availability, id="availability"),
        pytest.param(words.NEEDS, Need, id="needs"),
        pytest.param(words.EDUCATIONS, Education, id="education"),
        pytest.param(words.HOUSEHOLDS, Household, id="household"),
        pytest.param(words.RESIDENCE_BASES, ResidenceBasis, id="residence basis"),
        pytest.param(words.LABOUR_STATUSES, LabourStatus, id="labour status"),
    ],
)
def test_the_words_of_files_lead_to_the_codes_of_the_register(index, vocabulary):
    assert set(index.values()) == set(vocabulary.values)
    for code in vocabulary.values:
        assert index[fold(code)] == code


def test_levels_lead_to_the_levels_of_the_register():
    assert set(words.LEVELS.values()) == set(LanguageLevel.values)


def test_kinds_of_number_are_those_of_the_register():
    assert {parse_cpr("010190-1234").kind, parse_cpr("610190-1234").kind} == set(CprKind.values)


@pytest.mark.parametrize(
    ("text", "kind", "year", "holds"),
    [
        pytest.param("220271-2978", "ordinary", 1971, True, id="checksum holds"),
        pytest.param("220271 2978", "ordinary", 1971, True, id="space"),
        pytest.param("2202712978", "ordinary", 1971, True, id="digits alone"),
        pytest.param("140968-2616", "ordinary", 1968, False, id="checksum fails, as many since 2007"),
        pytest.param("610172-3216", "replacement", 1972, True, id="replacement number"),
        pytest.param("910172-3216", "replacement", 1972, True, id="replacement number, day 31"),
        pytest.param("101653628", "ordinary", 1965, False, id="zero eaten by a spreadsheet"),
        pytest.param("010136-4000", "ordinary", 2036, False, id="4 and 36"),
        pytest.param("010137-4000", "ordinary", 1937, False, id="4 and 37"),
        pytest.param("010136-9000", "ordinary", 2036, False, id="9 and 36"),
        pytest.param("010137-9001", "ordinary", 1937, False, id="9 and 37"),
        pytest.param("010157-5000", "ordinary", 2057, False, id="5 and 57"),
        pytest.param("010158-8000", "ordinary", 1858, False, id="8 and 58"),
        pytest.param("290200-4000", "ordinary", 2000, False, id="leap day of 2000"),
    ],
)
def test_cpr_numbers_are_read(text, kind, year, holds):
    found = parse_cpr(text)
    assert (found.kind, found.birth_year, found.checksum_holds) == (kind, year, holds)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "220271-297",
        "22-02-71-2978",
        "310271-2978",
        "000271-2978",
        "220071-2978",
        "920271-2978",
        "600271-2978",
        "290200-1000",
        "２202712978",
        "220271–2978",
    ],
)
def test_malformed_cpr_numbers_are_not(text):
    assert parse_cpr(text) is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("arabisk", "ar"),
        ("tigrinya", "ti"),
        ("somali", "so"),
        ("ukrainsk", "uk"),
        ("dari", "prs"),
        ("farsi", "fa"),
        ("persisk", "fa"),
        ("kurmanji", "kmr"),
        ("kurdisk", "ku"),
        ("sorani", "ckb"),
        ("pashto", "ps"),
        ("tysk", "de"),
        ("engelsk", "en"),
        ("English", "en"),
        ("russisk", "ru"),
        ("amharisk", "am"),
        ("norsk", "nb"),
    ],
)
def test_languages_people_speak(name, code):
    assert languages()[fold(name)] == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Eritrea", "ER"),
        ("Ukraine", "UA"),
        ("Somalia", "SO"),
        ("Afghanistan", "AF"),
        ("Irak", "IQ"),
        ("Iran", "IR"),
        ("Etiopien", "ET"),
        ("Burma", "MM"),
        ("Tyrkiet", "TR"),
        ("Danmark", "DK"),
        ("Norge", "NO"),
        ("Stateless", "XX"),
    ],
)
def test_countries_people_come_from(name, code):
    assert countries()[fold(name)] == code
