"""A wrong field of a programme file is told with its line, its name and what is allowed."""

import pytest
from django.utils import translation

from mentorship.testing.programmes import HERE, line_marked, problems_of, spoil


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


FIELD_MISTAKES = [
    pytest.param("key: small\n", f"key: Small One{HERE}\n", "key", "small letters", id="key-with-a-space"),
    pytest.param(
        "key: small\n",
        f"key: small\ncolour: red{HERE}\n",
        "colour",
        "allowed: format, key, name",
        id="unknown-field",
    ),
    pytest.param(
        "  counterpart: mentor\n",
        f"  counterpart: mentor\n  wieghts: {{}}{HERE}\n",
        "matching.wieghts",
        "did you mean “weights”",
        id="misspelt-field",
    ),
    pytest.param(
        "    kind: target\n",
        f"    kind: hope{HERE}\n",
        "criteria[matched].kind",
        "“hope” is not allowed; allowed: target, milestone",
        id="not-a-choice",
    ),
    pytest.param("format: 1", f"format: 2{HERE}", "format", "“2” is not allowed; allowed: 1", id="format"),
    pytest.param(
        "    target: 70",
        f"    target: many{HERE}",
        "criteria[matched].target",
        "must be a number",
        id="not-a-number",
    ),
    pytest.param(
        "      after_months: 1",
        f"      after_months: 1.5{HERE}",
        "follow_up.plan[month_1].after_months",
        "whole number",
        id="not-a-whole-number",
    ),
    pytest.param(
        "      after_months: 1",
        f"      after_months: -1{HERE}",
        "follow_up.plan[month_1].after_months",
        "must be at least 0",
        id="too-small",
    ),
    pytest.param(
        "period: {starts_on: 2026-01-01,",
        f"period:\n  starts_on: 2026-02-30{HERE}\n  ends_on: 2026-12-31\nphases_: {{",
        "period.starts_on",
        "must be a date that exists",
        id="not-a-date",
    ),
    pytest.param(
        "  waiting_from: registered",
        f"  both_sides_answer: perhaps{HERE}\n  waiting_from: registered",
        "matching.both_sides_answer",
        "must be true or false",
        id="not-true-or-false",
    ),
    pytest.param(
        "source: Made up\nwords", f"source: 7{HERE}\nwords", "source", "must be a text", id="not-a-text"
    ),
    pytest.param(
        "source: Made up\nwords", f'source: " "{HERE}\nwords', "source", "must not be empty", id="empty-text"
    ),
    pytest.param(
        "task_group: {part: none}",
        f"task_group: none{HERE}",
        "task_group",
        "group of fields",
        id="not-a-group",
    ),
    pytest.param(
        "  plan:\n", f"  plan: soon{HERE}\n  plan_:\n", "follow_up.plan", "must be a list", id="not-a-list"
    ),
    pytest.param(
        "    indicator: refugees_matched",
        f"    indicator: happiness{HERE}",
        "criteria[matched].indicator",
        "“happiness” is not an indicator; allowed: ",
        id="unknown-indicator",
    ),
    pytest.param(
        "    language: 10",
        f"    hair: 10{HERE}",
        "matching.weights.hair",
        "“hair” is not a matching criterion; allowed: age, availability",
        id="unknown-matching-criterion",
    ),
    pytest.param(
        '  - {code: "329", name: Ringsted}',
        f"  - {{code: R2, name: Ringsted}}{HERE}",
        "municipalities[2].code",
        "three digits",
        id="not-a-municipality-code",
    ),
    pytest.param(
        '  - {code: "329", name: Ringsted}',
        f'  - code: "329"\n    name: Ringsted\n    days_off: [12-24, 02-30]{HERE}',
        "municipalities[2].days_off[2]",
        "a month and a day of it, as 12-24",
        id="no-day-of-the-year",
    ),
    pytest.param(
        '  - {code: "329", name: Ringsted}',
        f'  - code: "329"\n    name: Ringsted\n    days_off: [24/12]{HERE}',
        "municipalities[2].days_off[1]",
        "a month and a day of it, as 12-24",
        id="no-month-and-day",
    ),
    pytest.param(
        "  - {scope: participation, sides: [mentor, refugee]",
        f"  - scope: everything{HERE}\n    sides: [mentor]\n    version: '1'\n    text: {{da: Ja}}\n"
        "  - {scope: evaluation, sides: [refugee]",
        "consents[1].scope",
        "“everything” is not allowed; allowed: participation, partner",
        id="not-a-consent-scope",
    ),
    pytest.param(
        "  - {scope: participation, sides: [mentor, refugee]",
        f"  - sides: []{HERE}\n    scope: partner\n    version: '1'\n    text: {{da: Ja}}\n"
        "  - {scope: evaluation, sides: [refugee]",
        "consents[1].sides",
        "must have at least 1 item",
        id="too-few",
    ),
    pytest.param(
        "name: {da: Lille, en: Small}",
        f"name: {{}}{HERE}",
        "name",
        "in at least one language",
        id="text-without-words",
    ),
    pytest.param("key: small\n", f"key: {'k' * 51}{HERE}\n", "key", "at most 50", id="key-too-long"),
    pytest.param(
        "source: Made up\nwords",
        f"source: {'s' * 5001}{HERE}\nwords",
        "source",
        "at most 5000",
        id="text-too-long",
    ),
]


@pytest.mark.parametrize(("old", "new", "field", "message"), FIELD_MISTAKES)
def test_a_mistake_in_a_field_is_told_with_its_line(old, new, field, message):
    text = spoil(old, new)
    problems = problems_of(text)
    found = [problem for problem in problems if problem.field == field]
    assert [message in problem.message for problem in found] == [True], problems
    assert found[0].line == line_marked(text)


def test_what_is_missing_is_told_at_the_group_it_is_missing_from():
    problems = problems_of(spoil("source: Made up\nwords:", "words:"))
    assert [(problem.line, problem.field, problem.message) for problem in problems] == [
        (1, "source", "is missing")
    ]
