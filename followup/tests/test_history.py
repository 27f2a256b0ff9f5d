"""A match that came from a file: its past is neither asked for nor counted, what comes is followed up."""

import copy
import datetime

import pytest
import time_machine

from followup.models import FollowUp, FollowUpState, Notice
from followup.panels import match_panel
from followup.reminders import remind
from followup.selectors import open_followups, silent_pairs, within
from followup.services.logging import Log, log_followup, postpone_followup, undo_log
from followup.tests.test_panels import request_of
from matching.models import Match
from matching.services import end_match, reopen_match
from matching.services.importing import blockers_of, import_matches, take_matches_back
from matching.tests.history_world import csv_of, moving_world

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 3, 4)
MOMENT = datetime.datetime(2026, 3, 4, 9, tzinfo=datetime.UTC)
# Started 8 weeks ago: talks of weeks 1 to 7 lie behind, that of week 8 is due today, 9 to 12 come
RUNNING = "M-1;B-1;07-01-2026;07-01-2026;;"
ENDED = "M-2;B-2;01-10-2025;01-10-2025;15-11-2025;Flyttet"


@pytest.fixture
def world():
    with time_machine.travel(MOMENT, tick=False):
        yield moving_world()


def take_in(world, *rows):
    result = import_matches(data=csv_of(*rows), programme=world.programme, by=world.leader)
    assert not result.refused
    return result.batch


def states(**which):
    rows = FollowUp.objects.filter(**which).order_by("due_on", "pk")
    return [(row.step, row.state) for row in rows]


def test_steps_before_the_import_are_history_and_the_others_planned(world):
    take_in(world, RUNNING)
    told = dict(states())
    assert [told[f"opening_talk_{week:02d}"] for week in range(1, 13)] == ["before"] * 7 + ["planned"] * 5
    assert told["status_6"] == told["status_12"] == "planned"
    planned = FollowUp.objects.filter(state="planned")
    assert {row.responsible for row in planned} == {world.leader}


def test_a_past_step_is_not_overdue_and_the_pair_not_silent(world):
    take_in(world, RUNNING)
    rows = open_followups(world.leader, world.programme, mine=True)
    assert within(rows, "overdue", TODAY).count() == 0
    assert [row.step for row in within(rows, "today", TODAY)] == ["opening_talk_08"]
    assert silent_pairs(world.leader, world.programme, on=TODAY) == []


def test_silence_is_counted_from_the_import(world):
    take_in(world, RUNNING)
    with time_machine.travel(MOMENT + datetime.timedelta(days=31), tick=False):
        (silence,) = silent_pairs(world.leader, world.programme, on=TODAY + datetime.timedelta(days=31))
    assert (silence.since, silence.days) == (TODAY, 31)
    assert silence.weeks == [None] * 7 + [False] * 5


def test_nobody_is_reminded_of_the_past_but_of_what_comes(world, mailoutbox):
    take_in(world, RUNNING, ENDED)
    assert remind(on=TODAY).sent == 0
    assert mailoutbox == []
    coming = FollowUp.objects.get(step="opening_talk_09", match__state="active")
    on = coming.due_on - datetime.timedelta(days=3)
    with time_machine.travel(
        datetime.datetime.combine(on, datetime.time(9), tzinfo=datetime.UTC), tick=False
    ):
        remind(on=on)
    told = set(Notice.objects.filter(state="sent").values_list("followup__step", flat=True))
    assert "opening_talk_09" in told
    assert all(step >= "opening_talk_08" for step in told)
    assert len(mailoutbox) == 1


def test_an_ended_match_has_history_up_to_its_end_and_nothing_after(world):
    take_in(world, ENDED)
    told = dict(states())
    assert [told[f"opening_talk_{week:02d}"] for week in (1, 6)] == ["before"] * 2
    assert [told[f"opening_talk_{week:02d}"] for week in (7, 12)] == ["cancelled"] * 2
    assert remind(on=TODAY).sent == 0


def test_reopened_its_steps_between_the_end_and_the_import_stay_history(world):
    take_in(world, ENDED)
    reopen_match(match=Match.objects.get(), by=world.leader)
    told = dict(states())
    assert (told["opening_talk_12"], told["status_6"]) == ("before", "planned")
    assert FollowUpState.CANCELLED not in told.values()


def test_who_knows_may_log_a_past_step_and_take_it_back(world):
    take_in(world, RUNNING)
    step = FollowUp.objects.get(step="opening_talk_02")
    log = Log(state="done", held_on=step.due_on, channel="meeting", rating=4)
    log_followup(followup=step, log=log, by=world.leader)
    step.refresh_from_db()
    assert step.state == FollowUpState.DONE
    undo_log(followup=step, by=world.leader)
    step.refresh_from_db()
    assert (step.state, step.held_on, step.logged_by) == ("before", None, None)


def test_the_matchs_page_tells_of_the_steps_before(world):
    take_in(world, RUNNING)
    panel = match_panel(request_of(world.leader), Match.objects.get())
    assert len(panel["before"]) == 7
    assert len(panel["coming"]) == 3


def test_taking_the_file_back_takes_the_plan_and_its_reminders(world):
    batch = take_in(world, RUNNING, ENDED)
    remind(on=TODAY + datetime.timedelta(days=7))
    assert Notice.objects.exists()
    assert blockers_of(batch) == []
    take_matches_back(batch)
    assert (FollowUp.objects.count(), Notice.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "build",
    [
        pytest.param(
            lambda step, by: log_followup(followup=step, log=Log(state="missed"), by=by), id="logged"
        ),
        pytest.param(
            lambda step, by: postpone_followup(followup=step, to=datetime.date(2026, 4, 1), by=by),
            id="postponed",
        ),
    ],
)
def test_a_follow_up_logged_or_postponed_stands_in_the_way(world, build):
    batch = take_in(world, RUNNING, ENDED)
    build(FollowUp.objects.get(step="opening_talk_09", match__state="active"), world.leader)
    assert [blocker.cases for blocker in blockers_of(batch)] == [("B-1",)]


def test_a_match_ended_here_cancels_what_was_to_come(world):
    take_in(world, RUNNING)
    end_match(match=Match.objects.get(), by=world.leader, reason="moved")
    told = dict(states())
    assert (told["opening_talk_07"], told["opening_talk_09"]) == ("before", "cancelled")


def test_the_plan_of_many_takes_no_more_queries_than_of_one(world, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        take_in(world, RUNNING, ENDED, "M-1;B-3;15-11-2025;;;", "M-3;B-4;15-11-2025;;;")


def test_what_counts_from_the_end_is_history_or_still_to_come_by_its_own_day(world):
    document = copy.deepcopy(world.programme.document)
    step = {
        "key": "after",
        "label": {"da": "Bagefter", "en": "Afterwards"},
        "kind": "talk",
        "responsible": {"refugee": "project_leader"},
        "anchor": "end",
        "after_months": 3,
    }
    document["follow_up"]["plan"].append(step)
    world.programme.document, world.programme.version = document, world.programme.version + 1
    world.programme.save()
    take_in(world, ENDED, "M-3;B-3;01-10-2025;;20-02-2026;Flyttet")
    told = dict(FollowUp.objects.filter(step="after").values_list("match__refugee__case_number", "state"))
    assert told == {"B-2": "before", "B-3": "planned"}
