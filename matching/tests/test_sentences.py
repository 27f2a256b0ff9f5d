"""The words: every sentence can be said, in Danish too."""

import string

import pytest
from babel.messages import pofile
from django.conf import settings
from django.utils.translation import override

from matching.criteria.facts import PAIR_RULES
from matching.criteria.reason import because
from matching.criteria.rules import RULES
from matching.sentences import say
from matching.wording import COUNT, RULE_LABELS, SENTENCES, render
from matching.words import WORDS, language_name, list_of


@pytest.fixture(scope="module")
def danish():
    with (settings.BASE_DIR / "locale/da/fragments/matching_core.po").open("rb") as file:
        return {message.id: message.string for message in pofile.read_po(file)}


def blanks(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("sentence", [*SENTENCES.values(), *RULE_LABELS.values(), *WORDS.values(), COUNT])
def test_every_sentence_has_a_danish_one_with_the_same_blanks(danish, sentence):
    assert danish[sentence]
    assert blanks(danish[sentence]) == blanks(sentence)


def test_every_rule_has_a_sentence_and_a_label():
    rules = {*RULES, *PAIR_RULES}
    assert set(RULE_LABELS) == rules
    said = {key.removeprefix("rule.") for key in SENTENCES if key.startswith("rule.")}
    assert all(any(key == rule or key.startswith(f"{rule}_") for key in said) for rule in rules)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        pytest.param(because("language.4", language="en"), "Begge taler flydende engelsk", id="language"),
        pytest.param(
            because("language.3", language="prs"), "Begge taler dari godt", id="a language CLDR lacks"
        ),
        pytest.param(
            because("family.same", refugees=7, mentors=8), "Børn på samme alder: 7 og 8 år", id="ages"
        ),
        pytest.param(because("travel.km", km=5), "Ca. 5 km i luftlinje", id="distance"),
        pytest.param(
            because("interests.common", interests=["running", "bowling"]),
            "Fælles interesser: løb og bowling",
            id="interests",
        ),
        pytest.param(
            because("interests.akin", refugees="running", mentors="cycling"),
            "Beslægtede interesser: løb og cykling",
            id="akin",
        ),
        pytest.param(because("occupation.same", occupation="it"), "Samme erhverv: it", id="occupation"),
        pytest.param(
            because("occupation.related", field="kitchen", other="shop"),
            "Beslægtede fag: køkken og butik",
            id="fields",
        ),
        pytest.param(
            because("rule.child_certificate"),
            "Børneattest mangler; indhent den, så kan matchet foreslås",
            id="rule",
        ),
        pytest.param(
            because("rule.gender_wish_refugee", gender="female"),
            "Borgeren ønsker en kvinde; vælg en anden, eller spørg, om ønsket står fast",
            id="wish",
        ),
        pytest.param(
            because("age.unknown", who="refugee"), "Fødselsåret er ikke oplyst for borgeren", id="whose"
        ),
        pytest.param(
            because("interests.unknown", who="both"), "Interesser er ikke oplyst for nogen af dem", id="both"
        ),
        pytest.param(because("out.capacity", count=3, of=7), "Ingen ledig plads: 3 af 7", id="count"),
        pytest.param(
            because("needs.met", needs=["work", "language", "network"]),
            "Mentoren tilbyder hjælp med arbejde, sproget og netværk",
            id="needs",
        ),
    ],
)
def test_a_caseworker_reads_danish(danish, reason, sentence):
    assert render(reason, danish.__getitem__, "da") == sentence


def test_a_programme_has_its_own_words():
    words = {"refugee": "værtens gæst", "mentor": "værten"}
    assert render(because("rule.capacity"), screen_words=words).startswith("Værten has no place free")
    assert say(because("rule.selected"), words).lower().startswith("værtens gæst")


def test_the_active_language_speaks():
    with override("en"):
        assert say(because("age.same")) == "Born in the same year"
    with override(None):
        assert say(because("language.4", language="en")) == "Both speak English fluently"


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists(words, text):
    assert list_of(words, str) == text


@pytest.mark.parametrize(
    ("code", "locale", "name"),
    [
        ("ti", "en", "Tigrinya"),
        ("da", "da", "dansk"),
        ("en", "pt-br", "inglês"),
        ("zz", "en", "zz"),
        ("da", "xx", "da"),
        ("kmr", "en", "Kurmanji"),
    ],
)
def test_language_names(code, locale, name):
    assert language_name(code, str, locale) == name
