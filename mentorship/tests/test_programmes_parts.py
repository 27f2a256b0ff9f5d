"""What one part of a programme file demands of another is checked, and told with its line."""

import pytest
from django.utils import translation

from mentorship.testing.programmes import HERE, line_marked, problems_of, spoil


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


PARTS_MISTAKES = [
    pytest.param(
        '  - {code: "329", name: Ringsted}',
        f'  - {{code: "340", name: Ringsted}}{HERE}',
        "municipalities[2].code",
        "“340” is used twice",
        id="municipality-twice",
    ),
    pytest.param(
        "    source: Made up\n",
        f"    source: Made up\n  - key: matched{HERE}\n    label: {{da: A, en: A}}\n    kind: milestone\n"
        "    indicator: milestone_reached\n    unit: yes_no\n    source: Made up\n",
        "criteria[matched].key",
        "“matched” is used twice in this list",
        id="key-twice",
    ),
    pytest.param(
        "    source: Made up\n",
        f"    source: Made up\n    phase: third{HERE}\n",
        "criteria[matched].phase",
        "“third” is not in the list phases; allowed: first",
        id="no-such-phase",
    ),
    pytest.param(
        "    source: Made up\n",
        f"    source: Made up\n    compare_with: nobody{HERE}\n",
        "criteria[matched].compare_with",
        "allowed: rest",
        id="no-such-population",
    ),
    pytest.param(
        "    source: Made up\n",
        f"    source: Made up\n    parameters:\n      steps: [month_1, month_9]{HERE}\n",
        "criteria[matched].parameters.steps",
        "“month_9” is not in the list follow_up.plan; allowed: month_1",
        id="no-such-step",
    ),
    pytest.param(
        '    by_municipality: {"340": 45, "329": 25}',
        f'    by_municipality:\n      "340": 45\n      "101": 25{HERE}',
        "criteria[matched].by_municipality.101",
        "“101” is not in the list municipalities; allowed: 340, 329",
        id="no-such-municipality",
    ),
    pytest.param(
        "    language: 10",
        f"    language: -1{HERE}\n    age: 3",
        "matching.weights.language",
        "must be 0 or more",
        id="negative-weight",
    ),
    pytest.param(
        "  weights:\n    language: 10",
        f"  weights:{HERE}\n    language: 0",
        "matching.weights",
        "at least one weight must be more than 0",
        id="nothing-weighs",
    ),
    pytest.param(
        "matching:\n  counterpart: mentor\n  waiting_from: registered\n  rules:\n"
        "    interview_required: {mentor: true, refugee: false}\n",
        f"matching:{HERE}\n  counterpart: mentor\n  waiting_from: registered\n",
        "matching",
        "“rules” is missing",
        id="no-rules",
    ),
    pytest.param(
        "starts_on: 2026-01-01, ends_on: 2026-03-31}",
        f"ends_on: 2027-03-31}}{HERE}",
        "phases[first].ends_on",
        "between 2026-01-01 and 2026-12-31",
        id="phase-outside-the-programme",
    ),
    pytest.param(
        "starts_on: 2026-01-01, ends_on: 2026-03-31}",
        f"starts_on: 2026-04-01, ends_on: 2026-03-31}}{HERE}",
        "phases[first]",
        "ends_on must not be before starts_on",
        id="phase-backwards",
    ),
    pytest.param(
        "name: {da: Lille, en: Small}",
        f"name: {{da: Lille}}{HERE}",
        "name",
        "lacks the language “en”",
        id="text-without-a-language",
    ),
    pytest.param(
        'version: "1", text: {da: Ja}}',
        f'version: "1", text: {{ar: x}}}}{HERE}',
        "consents[1].text",
        "lacks the language “da”",
        id="consent-without-the-first-language",
    ),
    pytest.param(
        "task_group: {part: none}",
        "task_group: {part: none}\nbudget:\n  total: 100\n"
        f"  sources:{HERE}\n    - {{key: a, label: {{da: A, en: A}}, amount: 99}}",
        "budget.sources",
        "adds up to 99, but “total” is 100",
        id="money-in",
    ),
    pytest.param(
        "task_group: {part: none}",
        "task_group: {part: none}\nbudget:\n  total: 100\n"
        f"  lines:{HERE}\n    - {{key: a, label: {{da: A, en: A}}, amount: 101}}",
        "budget.lines",
        "adds up to 101, but “total” is 100",
        id="money-out",
    ),
    pytest.param(
        "task_group: {part: none}",
        f"task_group: {{part: none}}\nbudget:\n  total: 100\n  cost_each: {{amount: 10, over: 9}}{HERE}",
        "budget.cost_each",
        "“amount” × “over” must be “total”",
        id="cost-of-each",
    ),
]


@pytest.mark.parametrize(("old", "new", "field", "message"), PARTS_MISTAKES)
def test_a_mistake_between_parts_is_told_with_its_line(old, new, field, message):
    text = spoil(old, new)
    problems = problems_of(text)
    found = [problem for problem in problems if problem.field == field]
    assert [message in problem.message for problem in found] == [True], problems
    assert found[0].line == line_marked(text)
