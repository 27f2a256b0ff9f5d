"""Every mistake a writer of programme files can make is told with its line, its field and what is allowed."""

import pytest
from django.utils import translation

from mentorship.programmes.source import LARGEST_FILE, Source, parse_source, read_source
from mentorship.programmes.validation import validate_file
from mentorship.testing.programmes import SMALL, problems_of, spoil


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_the_small_programme_has_no_problem():
    assert problems_of(SMALL) == []


STEP = "      after_months: 1\n"
STEP_MISTAKES = [
    pytest.param(
        STEP,
        f"{STEP}      after_days: 3\n",
        "must have exactly one of: after_days, after_months, weekly, monthly",
        id="two-times",
    ),
    pytest.param(STEP, "", "must have exactly one of: after_days", id="no-time"),
    pytest.param(
        "{mentor: partner, refugee: consultant}",
        "{}",
        "must have at least one of: mentor, refugee, both",
        id="nobody",
    ),
    pytest.param(
        "{mentor: partner, refugee: consultant}",
        "{mentor: partner, both: partner}",
        "stands alone",
        id="both-and-one",
    ),
    pytest.param(
        STEP, "      weekly: {first_week: 4, last_week: 2}\n", "last_week must not be before", id="weeks"
    ),
    pytest.param(
        STEP, "      monthly: {first_month: 4, last_month: 2}\n", "last_month must not", id="months"
    ),
]

TARGET = '    unit: count\n    target: 70\n    by_municipality: {"340": 45, "329": 25}\n'
CRITERION_MISTAKES = [
    pytest.param("    unit: count\n", "“target” is missing; without a number", id="no-target"),
    pytest.param(
        "    unit: count\n    direction: more\n    target: 3\n", "needs the direction", id="more-than"
    ),
    pytest.param(
        "    unit: yes_no\n    target: 1\n", "no meaning for the unit yes_no", id="yes-no-with-target"
    ),
    pytest.param("    unit: percent\n    target: 70\n", "“of” is missing", id="share-of-what"),
    pytest.param(
        "    unit: percent\n    target: 101\n    of: {key: all, label: {da: alle, en: all}}\n",
        "between 0 and 100",
        id="more-than-all",
    ),
    pytest.param(
        "    unit: percentage_points\n    target: 10\n", "“compare_with” is missing", id="compared-with-what"
    ),
    pytest.param(
        '    unit: count\n    target: 70\n    by_municipality: {"340": 45, "329": 20}\n',
        "“by_municipality” adds up to 65, but “target” is 70",
        id="split-does-not-add-up",
    ),
    pytest.param(
        '    unit: count\n    direction: more\n    by_municipality: {"340": 45}\n',
        "adds up to 45, but “target” is -",
        id="split-of-nothing",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), STEP_MISTAKES)
def test_a_step_says_when_and_by_whom(old, new, message):
    problems = problems_of(spoil(old, new))
    assert len(problems) == 1
    assert problems[0].field.startswith("follow_up.plan[month_1]")
    assert message in problems[0].message


@pytest.mark.parametrize(("new", "message"), CRITERION_MISTAKES)
def test_a_criterion_is_whole(new, message):
    problems = problems_of(spoil(TARGET, new))
    assert [problem.field for problem in problems] == ["criteria[matched]"]
    assert message in problems[0].message
    assert problems[0].line == SMALL[: SMALL.index("  - key: matched")].count("\n") + 1


MORE_PARTS = [
    pytest.param(
        "activities",
        "kind: course, sessions: {count: 8, times_a_week: 2, weeks: 3}",
        "times_a_week × weeks is 6",
        id="sum",
    ),
    pytest.param(
        "networks", "of: mentors, size: {at_least: 4, at_most: 2}", "at_most must not be before", id="span"
    ),
    pytest.param("networks", "of: mentors, size: {}", "must have at_least or at_most", id="empty-span"),
    pytest.param(
        "boards",
        "kind: steering, meets: [{every: {weeks: 3, months: 2}}]",
        "exactly one of: days",
        id="every",
    ),
    pytest.param("results", "unit: count, source: S", "exactly one of: value", id="result-without-value"),
    pytest.param("results", "unit: percent, value: 5, source: S", "“of” is missing", id="result-of-what"),
    pytest.param(
        "questionnaires",
        "sides: [mentor], when: [after], questions: [{key: q, label: {da: Q, en: Q}, kind: scale}]",
        "“scale” is missing",
        id="question-without-scale",
    ),
    pytest.param(
        "questionnaires",
        "sides: [mentor], when: [after], questions: [{key: q, label: {da: Q, en: Q}, kind: choice}]",
        "“choices” is missing",
        id="question-without-choices",
    ),
]


@pytest.mark.parametrize(("part", "fields", "message"), MORE_PARTS)
def test_other_parts_are_checked_too(part, fields, message):
    text = SMALL + f"{part}:\n  - {{key: one, label: {{da: En, en: One}}, {fields}}}\n"
    problems = problems_of(text)
    assert [message in problem.message for problem in problems] == [True], problems
    assert problems[0].line == len(text.splitlines())


def test_every_problem_is_told_in_one_pass_in_the_order_of_the_file():
    text = (
        spoil("format: 1", "format: 3")
        .replace("    kind: talk", "    kind: chat")
        .replace('"329": 25', '"329": 2')
    )
    problems = problems_of(text.replace("    language: 10", "    language: -1"))
    assert [problem.field for problem in problems] == [
        "format",
        "matching.weights",
        "matching.weights.language",
        "follow_up.plan[month_1].kind",
        "criteria[matched]",
    ]


def test_a_problem_reads_as_file_line_field_message():
    assert str(problems_of(spoil("format: 1", "format: 3"))[0]) == (
        "small.yaml:1: format: “3” is not allowed; allowed: 1"
    )


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        pytest.param("format: 1\nkey: [a", 2, "not readable as YAML", id="broken"),
        pytest.param(
            "format: 1\nkey: a\nformat: 2\n", 3, "written twice; the first is on line 1", id="field-twice"
        ),
        pytest.param("a: &x 1\nb: *x\n", 2, "references (*name) are not allowed", id="reference"),
        pytest.param("- one\n- two\n", 1, "must be a list of fields", id="not-fields"),
        pytest.param("", 1, "must be a list of fields", id="empty"),
        pytest.param("a: \x00", 1, "special characters", id="control-character"),
        pytest.param("[" * 5000, 1, "nested too deeply", id="too-deep"),
    ],
)
def test_what_yaml_refuses_is_a_problem_too(text, line, message):
    problems = problems_of(text)
    assert any(problem.line == line and message in str(problem) for problem in problems), problems


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("navn: Sorø".encode("latin-1"), "saved as UTF-8", id="latin-1"),
        pytest.param(b"#" * (LARGEST_FILE + 1), "larger than one megabyte", id="too-large"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_problem(tmp_path, content, message):
    path = tmp_path / "programme.yaml"
    path.write_bytes(content)
    document, problems = validate_file(path)
    assert document is None
    assert message in problems[0].message


def test_a_file_that_is_not_there_is_a_problem(tmp_path):
    assert read_source(tmp_path / "none.yaml").problems[0].line == 1


def test_values_are_what_they_look_like():
    text = "n: 12\nd: 1.5\nt: true\nno: no\ncode: 0127\nq: '12'\nz: ~\non: 2026-01-01\n"
    assert parse_source(text, Source(file="x")).data == {
        "n": 12,
        "d": 1.5,
        "t": True,
        "no": "no",
        "code": "0127",
        "q": "12",
        "z": None,
        "on": "2026-01-01",
    }
