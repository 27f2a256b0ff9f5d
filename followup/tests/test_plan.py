import pytest

from followup.plan import Monthly, Plan, Step, Weekly, plan_from_document

SAMPLE = Plan(
    (
        Step("week", sides=("both",), weekly=Weekly(1, 4)),
        Step("day_10", sides=("mentor",), after_days=10),
        Step("month_1", after_months=1),
        Step("month_3", after_months=3),
        Step("month_6", after_months=6),
        Step("month_12", after_months=12),
    )
)


DOCUMENT = [
    {"key": "week", "sides": "both", "weekly": {"first_week": 1, "last_week": 4}, "label": "Weekly talk"},
    {"key": "day_10", "side": "mentor", "after_days": 10},
    {"key": "month_1", "sides": ["mentor", "refugee"], "after_months": 1, "responsible": "consultant"},
    {"key": "month_3", "after_months": 3},
    {"key": "month_6", "sides": ("mentor", "refugee"), "after_months": 6, "weekly": None},
    {"key": "month_12", "after_months": 12},
]


def test_a_document_gives_the_plan_it_describes():
    assert plan_from_document(DOCUMENT) == SAMPLE


WEEKLY = {"first_week": 1, "last_week": 4}


@pytest.mark.parametrize(
    ("document", "message"),
    [
        pytest.param(
            "month_1",
            r"\(all\), field plan: must be a list of steps",
            id="text",
        ),
        pytest.param(
            {"a": 1},
            r"\(all\), field plan: must be a list of steps",
            id="mapping",
        ),
        pytest.param(None, r"\(all\), field plan: .* not None$", id="none"),
        pytest.param(
            [{"key": "a", "after_days": 1}, 7],
            r"number 2, field \(all\): .* not 7$",
            id="number",
        ),
        pytest.param([{"after_days": 1}], "number 1, field key: is missing$", id="no-key"),
        pytest.param(
            [{"key": "a", "after_days": 1, "anchor": "birth"}],
            "'a', field anchor: 'birth' is none of start, start_meeting, end$",
            id="anchor",
        ),
        pytest.param(
            [{"key": "a", "monthly": {"from_month": 0, "to_month": 4}}],
            "'a', field monthly.first_month: must be a whole number from 1 to 120, not 0$",
            id="month-zero",
        ),
        pytest.param(
            [{"key": "a", "monthly": {"from_month": 3, "to_month": 2}}],
            "'a', field monthly.last_month: must be a whole number from 3 to 120, not 2$",
            id="months-backwards",
        ),
        pytest.param(
            [{"key": "a", "monthly": {"from_month": 3, "to_month": 121}}],
            "'a', field monthly.last_month: must be a whole number from 3 to 120, not 121$",
            id="month-above",
        ),
        pytest.param(
            [{"key": "a", "monthly": {"from_month": 3, "to_month": 4, "every_months": 0}}],
            "'a', field monthly.every_months: must be a whole number from 1 to 120, not 0$",
            id="every-no-month",
        ),
        pytest.param(
            [{"key": "a", "weekly": {"from_week": 3, "to_week": 4, "every_weeks": 0}}],
            "'a', field weekly.every_weeks: must be a whole number from 1 to 520, not 0$",
            id="every-no-week",
        ),
        pytest.param(
            [{"key": "a", "monthly": [1, 4]}],
            r"'a', field monthly: must have from_month and to_month, not \[1, 4\]$",
            id="monthly-list",
        ),
        pytest.param(
            [{"key": "a", "after_days": 1, "monthly": {"from_month": 1, "to_month": 4}}],
            "not after_days and monthly$",
            id="days-and-monthly",
        ),
        pytest.param(
            [{"key": "a", "after_days": 1, "responsible": {"mentor": None}}],
            "'a', field sides: must name at least one of mentor, refugee, both$",
            id="nobody-responsible",
        ),
        pytest.param(
            [{"key": " ", "after_days": 1}],
            "' ', field key: must be a name$",
            id="blank",
        ),
        pytest.param(
            [{"key": 3, "after_days": 1}],
            "3, field key: must be a name$",
            id="key-number",
        ),
        pytest.param(
            [{"key": "a"}],
            "after_months / after_days / weekly / monthly: exactly one must be given, not none of them$",
            id="no-timing",
        ),
        pytest.param(
            [{"key": "a", "after_days": 1, "after_months": 1}],
            "exactly one must be given, not after_months and after_days$",
            id="two-timings",
        ),
        pytest.param(
            [{"key": "a", "after_days": 1, "weekly": WEEKLY}], "not after_days and weekly$", id="two"
        ),
        pytest.param(
            [{"key": "a", "after_months": -1}],
            "'a', field after_months: must be a whole number from 0 to 120, not -1$",
            id="months-below",
        ),
        pytest.param([{"key": "a", "after_months": 121}], "from 0 to 120, not 121$", id="months-above"),
        pytest.param([{"key": "a", "after_months": True}], "field after_months: .* not True$", id="bool"),
        pytest.param([{"key": "a", "after_months": 1.5}], "field after_months: .* not 1.5$", id="fraction"),
        pytest.param(
            [{"key": "a", "after_days": "1"}],
            "'a', field after_days: must be a whole number from 0 to 3660, not '1'$",
            id="days-text",
        ),
        pytest.param([{"key": "a", "after_days": 3661}], "from 0 to 3660, not 3661$", id="days-above"),
        pytest.param([{"key": "a", "after_days": -1}], "from 0 to 3660, not -1$", id="days-below"),
        pytest.param(
            [{"key": "a", "weekly": 4}],
            "'a', field weekly: must have from_week and to_week, not 4$",
            id="weekly-number",
        ),
        pytest.param(
            [{"key": "a", "weekly": {"last_week": 4}}],
            "'a', field weekly.from_week: is missing$",
            id="no-first",
        ),
        pytest.param(
            [{"key": "a", "weekly": {"first_week": 4}}],
            "'a', field weekly.to_week: is missing$",
            id="no-last",
        ),
        pytest.param(
            [{"key": "a", "weekly": {"first_week": 0, "last_week": 4}}],
            "'a', field weekly.first_week: must be a whole number from 1 to 520, not 0$",
            id="week-zero",
        ),
        pytest.param(
            [{"key": "a", "weekly": {"first_week": 5, "last_week": 4}}],
            "'a', field weekly.last_week: must be a whole number from 5 to 520, not 4$",
            id="backwards",
        ),
        pytest.param(
            [{"key": "a", "weekly": {"first_week": 1, "last_week": 521}}],
            "'a', field weekly.last_week: must be a whole number from 1 to 520, not 521$",
            id="week-above",
        ),
        pytest.param(
            [{"key": "a", "weekly": {"first_week": 521, "last_week": 521}}],
            "'a', field weekly.first_week: must be a whole number from 1 to 520, not 521$",
            id="first-week-above",
        ),
        pytest.param(
            [{"key": "a", "sides": [], "after_days": 1}],
            "'a', field sides: must name at least one of mentor, refugee, both$",
            id="no-side",
        ),
        pytest.param(
            [{"key": "a", "sides": ["host"], "after_days": 1}],
            "'a', field sides: 'host' is none of mentor, refugee, both$",
            id="unknown-side",
        ),
        pytest.param(
            [{"key": "a", "sides": ["mentor", "mentor"], "after_days": 1}],
            "'a', field sides: names a side twice$",
            id="side-twice",
        ),
        pytest.param(
            [{"key": "a", "sides": ["both", "mentor"], "after_days": 1}],
            "'a', field sides: 'both' is one meeting with the two and stands alone$",
            id="both-and-one",
        ),
        pytest.param(
            [{"key": "a", "sides": 5, "after_days": 1}],
            "'a', field sides: must be a list of mentor, refugee, both, not 5$",
            id="sides-number",
        ),
        pytest.param(
            [{"key": "a", "sides": ["mentor"], "side": "mentor", "after_days": 1}],
            "'a', field sides: give either side or sides, not the two of them$",
            id="side-and-sides",
        ),
        pytest.param(
            [{"key": "a", "after_days": 1}, {"key": "a", "after_days": 2}],
            "'a', field key: 'a' is already the name of another step$",
            id="key-twice",
        ),
        pytest.param(
            [{"key": "a_02", "after_days": 1}, {"key": "a", "weekly": WEEKLY}],
            "'a', field key: 'a_02' is already the name of another step$",
            id="key-of-a-week",
        ),
    ],
)
def test_a_wrong_document_is_refused_naming_step_and_field(document, message):
    with pytest.raises(ValueError, match=f"^follow-up plan, step .*{message}"):
        plan_from_document(document)


def test_the_plan_of_a_template_is_read_as_its_schema_writes_it():
    document = [
        {
            "key": "opening-talk",
            "responsible": {"mentor": "project_leader", "refugee": None},
            "anchor": "start_meeting",
            "after_days": None,
            "weekly": {"from_week": 2, "to_week": 12, "every_weeks": 2},
        },
        {
            "key": "talk",
            "responsible": {"refugee": "consultant", "mentor": "partner"},
            "monthly": {"from_month": 1, "to_month": 5, "every_months": 2},
            "sides": None,
            "anchor": None,
        },
        {"key": "visit", "responsible": {"refugee": "consultant"}, "sides": "both", "after_months": 0},
    ]
    assert plan_from_document(document) == Plan(
        (
            Step("opening-talk", sides=("mentor",), weekly=Weekly(2, 12, 2), anchor="start_meeting"),
            Step("talk", sides=("mentor", "refugee"), monthly=Monthly(1, 5, 2)),
            Step("visit", sides=("both",), after_months=0),
        )
    )
