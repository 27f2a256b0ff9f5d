from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

import pytest

from followup.schedule import Due, Monthly, Plan, Step, Weekly, due_dates
from followup.tests.test_workdays import free_days

MENTOR_AND_REFUGEE = ("mentor", "refugee")

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


def months_later(start: date, months: int) -> date:
    """Independent of dateutil: the same day of the month, or the month's last."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def test_every_start_date_from_2016_to_2029_gives_the_dates_of_an_independent_calendar():
    closed = free_days(2016, 2031)
    start = date(2016, 1, 1)
    while start.year < 2030:
        nominal = [("both", f"week_{n:02d}", start + timedelta(days=7 * n)) for n in (1, 2, 3, 4)]
        nominal += [("mentor", "day_10", start + timedelta(days=10))]
        for months in (1, 3, 6, 12):
            later = months_later(start, months)
            nominal += [(side, f"month_{months}", later) for side in MENTOR_AND_REFUGEE]
        expected = []
        for side, step, nominal_on in nominal:
            due_on = nominal_on
            while due_on in closed:
                due_on += timedelta(days=1)
            expected.append(Due(step, side, nominal_on, due_on))
        expected.sort(key=lambda due: due.due_on)  # stable: the list above is in plan order already
        assert due_dates(SAMPLE, start) == expected
        start += timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "months", "nominal_on"),
    [
        pytest.param(date(2017, 1, 31), 1, date(2017, 2, 28), id="january-to-february"),
        pytest.param(date(2016, 1, 31), 1, date(2016, 2, 29), id="leap-year"),
        pytest.param(date(2017, 1, 31), 3, date(2017, 4, 30), id="three-at-once-clamp-once"),
        pytest.param(date(2017, 1, 31), 2, date(2017, 3, 31), id="not-by-way-of-february"),
        pytest.param(date(2016, 2, 29), 12, date(2017, 2, 28), id="leap-day-a-year-on"),
        pytest.param(date(2016, 2, 29), 48, date(2020, 2, 29), id="leap-day-four-years-on"),
        pytest.param(date(2017, 11, 30), 3, date(2018, 2, 28), id="november-to-february"),
        pytest.param(date(2017, 5, 17), 0, date(2017, 5, 17), id="none"),
    ],
)
def test_months_are_counted_from_the_start_and_clamp(start, months, nominal_on):
    (due,) = due_dates(Plan((Step("status", sides=("both",), after_months=months),)), start)
    assert due.nominal_on == nominal_on


@pytest.mark.parametrize(
    ("start", "nominal_on", "due_on"),
    [
        pytest.param(date(2018, 2, 28), date(2018, 3, 28), date(2018, 3, 28), id="working-day-stays"),
        pytest.param(date(2018, 3, 1), date(2018, 4, 1), date(2018, 4, 3), id="easter-sunday"),
        pytest.param(date(2023, 4, 5), date(2023, 5, 5), date(2023, 5, 8), id="store-bededag-2023"),
        pytest.param(date(2024, 3, 26), date(2024, 4, 26), date(2024, 4, 26), id="no-store-bededag-2024"),
        pytest.param(date(2020, 11, 24), date(2020, 12, 24), date(2020, 12, 28), id="christmas"),
    ],
)
def test_due_dates_wait_for_a_working_day(start, nominal_on, due_on):
    plan = Plan((Step("month_1", sides=("mentor",), after_months=1),))
    assert due_dates(plan, start) == [Due("month_1", "mentor", nominal_on, due_on)]


def test_country_and_days_off_are_the_municipalitys():
    plan = Plan((Step("day", sides=("both",), after_days=0),))
    christmas_eve, constitution_day = date(2018, 12, 24), date(2018, 6, 5)
    assert due_dates(plan, christmas_eve, country=None)[0].due_on == christmas_eve
    assert due_dates(plan, christmas_eve)[0].due_on == date(2018, 12, 27)
    assert due_dates(plan, constitution_day, days_off=())[0].due_on == constitution_day
    assert due_dates(plan, date(2018, 6, 6), country="SE")[0].due_on == date(2018, 6, 7)
    with pytest.raises(ValueError, match="country 'XX'"):
        due_dates(plan, constitution_day, country="XX")


def test_each_side_on_its_own_and_both_as_one():
    start = date(2017, 5, 1)
    plan = Plan((Step("talk", after_months=1), Step("meeting", sides=("both",), after_months=1)))
    assert [(due.step, due.side) for due in due_dates(plan, start)] == [
        ("talk", "mentor"),
        ("talk", "refugee"),
        ("meeting", "both"),
    ]


def test_order_is_due_date_then_plan_then_side():
    plan = Plan(
        (
            Step("z_second", sides=("refugee", "mentor"), after_days=14),
            Step("a_third", sides=("both",), after_days=13),  # a Sunday: moves to the 14th day
            Step("first", sides=("refugee",), after_days=1),
        )
    )
    monday = date(2017, 8, 7)
    found = due_dates(plan, monday)
    assert [(due.step, due.side, (due.due_on - monday).days) for due in found] == [
        ("first", "refugee", 1),
        ("z_second", "mentor", 14),
        ("z_second", "refugee", 14),
        ("a_third", "both", 14),
    ]


def test_weekly_talks_carry_their_week_and_both_ends():
    plan = Plan((Step("week", sides=("refugee",), weekly=Weekly(2, 4)),))
    assert [(due.step, due.nominal_on) for due in due_dates(plan, date(2017, 8, 1))] == [
        ("week_02", date(2017, 8, 15)),
        ("week_03", date(2017, 8, 22)),
        ("week_04", date(2017, 8, 29)),
    ]


def test_an_empty_plan_gives_nothing():
    assert due_dates(Plan(), date(2017, 1, 1)) == []
    assert due_dates([], date(2017, 1, 1)) == []


@pytest.mark.parametrize("start", [datetime(2017, 1, 1, tzinfo=UTC), "2017-01-01", None])
def test_a_start_that_is_no_date_is_refused(start):
    with pytest.raises(TypeError, match="^start must be a date, not "):
        due_dates(SAMPLE, start)


def test_the_furthest_a_plan_may_reach():
    plan = Plan(
        (
            Step("months", sides=("both",), after_months=120),
            Step("days", sides=("both",), after_days=3660),
            Step("week", sides=("both",), weekly=Weekly(520, 520)),
        )
    )
    found = {due.step: due.nominal_on for due in due_dates(plan, date(2016, 1, 1))}
    assert found == {
        "months": date(2026, 1, 1),
        "days": date(2026, 1, 8),
        "week_520": date(2025, 12, 19),
    }


def test_monthly_talks_and_every_other_week():
    plan = Plan(
        (
            Step("month", sides=("both",), monthly=Monthly(1, 5, 2)),
            Step("week", sides=("mentor",), weekly=Weekly(1, 4, 2)),
        )
    )
    assert [(due.step, due.nominal_on) for due in due_dates(plan, date(2017, 1, 31))] == [
        ("week_01", date(2017, 2, 7)),
        ("week_03", date(2017, 2, 21)),
        ("month_01", date(2017, 2, 28)),
        ("month_03", date(2017, 4, 30)),
        ("month_05", date(2017, 6, 30)),
    ]


def test_a_step_waits_for_the_date_it_is_counted_from():
    plan = Plan(
        (
            Step("check", sides=("both",), after_days=7),
            Step("after_meeting", sides=("both",), after_days=7, anchor="start_meeting"),
            Step("after_end", sides=("refugee",), after_months=6, anchor="end"),
            Step("last", sides=("both",), after_days=8),
        )
    )
    start = date(2017, 3, 1)
    assert [due.step for due in due_dates(plan, start)] == ["check", "last"]
    found = due_dates(plan, start, anchors={"start_meeting": date(2017, 3, 7), "end": date(2017, 8, 31)})
    assert [(due.step, due.nominal_on) for due in found] == [
        ("check", date(2017, 3, 8)),
        ("last", date(2017, 3, 9)),
        ("after_meeting", date(2017, 3, 14)),
        ("after_end", date(2018, 2, 28)),
    ]


def test_an_anchor_that_is_none_is_refused():
    with pytest.raises(ValueError, match="^anchors: 'start' is none of start_meeting, end$"):
        due_dates(SAMPLE, date(2017, 3, 1), anchors={"start": date(2017, 3, 2)})
    with pytest.raises(TypeError, match="^end must be a date, not None$"):
        due_dates(SAMPLE, date(2017, 3, 1), anchors={"end": None})


def test_a_document_will_do_for_a_plan():
    document = [{"key": "status", "sides": ["refugee"], "after_months": 6}]
    assert due_dates(document, date(2017, 3, 1)) == [
        Due("status", "refugee", date(2017, 9, 1), date(2017, 9, 1))
    ]
    with pytest.raises(ValueError, match="step 'status', field after_months"):
        due_dates([{"key": "status", "after_months": -6}], date(2017, 3, 1))
