"""A quarter frozen: the same rows, the same figures; once; and a change is refused or seen."""

import datetime
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from matching.testing.factories import MatchFactory
from mentorship.errors import DomainError
from mentorship.models import Act
from mentorship.testing.factories import MentorFactory, UserFactory
from reporting.models import Snapshot
from reporting.quarters import Quarter
from reporting.snapshots import build_quarter, digest, freeze_quarter, live_quarter, verify_snapshot
from reporting.tasks import close_quarters, keep_live_figures

DAY = datetime.date
Q1, Q2 = Quarter(2026, 1), Quarter(2026, 2)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def matches(programme, soroe):
    days = (DAY(2026, 2, 2), DAY(2026, 3, 31), DAY(2026, 4, 1), DAY(2026, 7, 1))
    return [
        MatchFactory(programme=programme, municipality=soroe, active=True, started_on=day) for day in days
    ]


def criterion(figures, key):
    return next(entry for entry in figures["criteria"] if entry["key"] == key)


def test_the_quarter_counts_what_had_happened_by_its_last_day(programme, matches):
    first, second = (build_quarter(programme, q, q.last_day) for q in (Q1, Q2))
    assert [figures["progress"]["reached"] for figures in (first, second)] == [2, 3]
    assert second["progress"]["in_quarter"] == 1
    assert second["progress"]["in_previous"] == 2
    matched = criterion(second, "refugees_matched")
    assert (matched["value"], matched["target"], [part["name"] for part in matched["parts"]]) == (
        3,
        70,
        ["Sorø", "Ringsted"],
    )
    assert [part["value"] for part in matched["parts"]] == [3, 0]
    months = second["progress"]["months"]
    assert [month["all"] for month in months[:7]] == [0, 1, 2, 3, 3, 3, None]
    assert months[2]["by"] == {"340": 2, "329": 0}


def test_the_same_rows_give_the_same_figures(programme, matches):
    first, again = (build_quarter(programme, Q1, Q1.last_day) for _ in range(2))
    assert digest(first) == digest(again)
    assert digest(json.loads(json.dumps(first))) == digest(first)


def test_nothing_in_the_figures_names_a_person(programme, matches):
    told = json.dumps(build_quarter(programme, Q2, Q2.last_day), ensure_ascii=False)
    for match in matches:
        assert match.refugee.person.name not in told
        assert match.refugee.case_number not in told
    assert "Kanarie" not in told


@pytest.mark.parametrize("people", [1, 20])
def test_the_number_of_queries_does_not_grow(programme, soroe, people, django_assert_num_queries):
    for _ in range(people):
        MatchFactory(programme=programme, municipality=soroe, active=True)
    with django_assert_num_queries(12):
        build_quarter(programme, Q2, Q2.last_day)


def test_a_frozen_quarter_is_signed_trailed_and_whole(programme, matches):
    leader = UserFactory(leader_of=programme)
    snapshot = freeze_quarter(programme=programme, quarter=Q1, by=leader)
    snapshot.refresh_from_db()
    assert (snapshot.quarter, snapshot.revision, snapshot.data_on) == ("2026Q1", 1, DAY(2026, 3, 31))
    assert snapshot.frozen_by == leader
    assert verify_snapshot(snapshot)
    assert Act.objects.get(kind="quarter.frozen").detail["sha256"] == snapshot.sha256


def test_a_quarter_is_frozen_once_and_revised_beside(programme, matches):
    freeze_quarter(programme=programme, quarter=Q1, by=None)
    with pytest.raises(DomainError, match="2026Q1"):
        freeze_quarter(programme=programme, quarter=Q1, by=None)
    revised = freeze_quarter(programme=programme, quarter=Q1, by=None, reason="Logged late")
    assert (revised.revision, revised.reason) == (2, "Logged late")
    assert Snapshot.objects.count() == 2


@pytest.mark.parametrize(
    ("quarter", "reason"),
    [
        pytest.param(Quarter(2026, 3), "", id="not over"),
        pytest.param(Quarter(2025, 4), "", id="before the programme"),
        pytest.param(Q1, "why", id="nothing to revise"),
    ],
)
def test_what_cannot_be_frozen_is_refused(programme, quarter, reason):
    with pytest.raises(DomainError):
        freeze_quarter(programme=programme, quarter=quarter, by=None, reason=reason)
    assert not Snapshot.objects.exists()


def test_a_change_by_raw_sql_is_refused_by_the_database(programme, matches):
    snapshot = freeze_quarter(programme=programme, quarter=Q1, by=None)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reporting_snapshot SET sha256 = '' WHERE id = %s", [snapshot.pk])
    snapshot.refresh_from_db()
    assert verify_snapshot(snapshot)


def test_a_change_of_the_figures_is_seen(programme, matches):
    snapshot = freeze_quarter(programme=programme, quarter=Q1, by=None)
    snapshot.data["progress"]["reached"] += 1
    assert not verify_snapshot(snapshot)


def test_every_missed_quarter_is_closed_once(programme, matches, today):
    assert close_quarters() == 2
    assert close_quarters() == 0
    assert list(Snapshot.objects.order_by("quarter").values_list("quarter", flat=True)) == [
        "2026Q1",
        "2026Q2",
    ]


def test_a_quarter_waits_for_the_first_working_day(programme, matches, today):
    today.move_to(datetime.datetime(2026, 10, 1, 3, tzinfo=datetime.UTC))
    assert close_quarters() == 3
    today.move_to(datetime.datetime(2027, 1, 1, 9, tzinfo=datetime.UTC))
    assert close_quarters() == 0
    today.move_to(datetime.datetime(2027, 1, 4, 9, tzinfo=datetime.UTC))
    assert close_quarters() == 1


def test_a_programme_without_people_has_no_quarters(programme):
    assert close_quarters() == 0


def test_the_command_freezes_and_refuses_in_one_line(programme, matches, capsys):
    call_command("close_quarter", "2026q1", programme=programme.key)
    assert "2026Q1, revision 1" in capsys.readouterr().out
    with pytest.raises(CommandError, match="2026Q1"):
        call_command("close_quarter", "2026Q1", programme=programme.key)
    call_command("close_quarter", "2026Q1", programme=programme.key, revise="why")
    with pytest.raises(CommandError, match="quarter"):
        call_command("close_quarter", "spring", programme=programme.key)


def test_live_figures_are_counted_anew_when_something_changes(
    programme, soroe, matches, django_assert_max_num_queries
):
    assert live_quarter(programme)["progress"]["reached"] == 4
    with django_assert_max_num_queries(10):
        assert live_quarter(programme)["progress"]["reached"] == 4
    MatchFactory(programme=programme, municipality=soroe, active=True, started_on=DAY(2026, 7, 2))
    figures = live_quarter(programme)
    assert figures["progress"]["reached"] == 5
    assert figures["breakdowns"] is None


def test_the_worker_counts_before_somebody_asks(programme, matches, django_assert_max_num_queries):
    assert keep_live_figures() == 1
    with django_assert_max_num_queries(10):
        live_quarter(programme)


def test_breakdowns_are_rounded_and_add_up_from_one_table(programme, soroe):
    for year, gender in ((1995, "female"), (1970, "male")) * 7:
        mentor = MentorFactory(programme=programme, municipality=soroe)
        mentor.person.birth_year, mentor.person.gender = year, gender
        mentor.person.save()
    table = build_quarter(programme, Q1, Q1.last_day)["breakdowns"]["mentors"]
    assert table["columns"] == ["340", "329"]
    assert {value % 5 for row in table["cells"] for value in row} <= {0}
    assert table["totals"] == [14, 0]
