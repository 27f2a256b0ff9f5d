"""The whole job on the real rosters: from everybody waiting to the evaluator's files."""

import threading
import time

import pytest
from django.db import connections

from followup.models import FollowUp, FollowUpState
from matching.models import Match
from matching.states import MatchState
from mentorship.config.tests.browser import casework
from mentorship.config.tests.browser.evaluation import open_zip
from mentorship.config.tests.browser.sight import ON_A_PHONE
from mentorship.config.tests.browser.worlds import MATCHING_BEGINS, roster_world
from mentorship.jobs import run_job as carry_out
from mentorship.models import Mentor, Refugee
from mentorship.permissions import Role
from mentorship.tasks import run_job
from reporting.exports.columns import FILES

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WORLD = (MATCHING_BEGINS, roster_world)


@pytest.fixture
def worker(monkeypatch):
    """A worker that takes a job up when the test lets it: `worker.set()`."""
    may_begin, threads = threading.Event(), []

    def work(key):
        if may_begin.wait(30):
            carry_out(key)
        connections.close_all()

    def delay(key):
        threads.append(threading.Thread(target=work, args=(key,)))
        threads[-1].start()

    monkeypatch.setattr(run_job, "delay", delay)
    yield may_begin
    may_begin.set()
    for thread in threads:
        thread.join()


def names_on(page) -> list[str]:
    """Names of people in the programme that the page shows."""
    people = [row.person.name for kind in (Mentor, Refugee) for row in kind.objects.select_related("person")]
    text = page.inner_text("body")
    return [name for name in people if name in text]


def test_from_everybody_waiting_to_the_evaluators_files(open_window, world, worker):
    users, match = world.users, world.path("match/")
    steering = casework.sign_in_by_form(open_window(), users[Role.STEERING_GROUP])
    before = casework.figures_of_the_quarter(steering, world.path("kvartal/"))
    leader = casework.sign_in_by_form(open_window(), users[Role.PROJECT_LEADER])

    # A plan for all who wait, made by the worker while the page looks on
    casework.follow_menu(leader, match)
    leader.click("form[action$='foreslaa-alle/'] button")
    leader.wait_for_selector("progress")
    worker.set()
    planned = casework.open_a_plan_for_everyone(leader)
    assert planned > 40
    casework.put_plan_forward(leader)
    assert Match.objects.filter(state=MatchState.PROPOSED).count() == planned

    # The task group sees no names, and backs one
    group = casework.sign_in_by_form(open_window(), users[Role.TASK_GROUP])
    casework.follow_menu(group, f"{match}indsatsgruppe/")
    assert names_on(group) == []
    casework.back_first_proposal(group)
    backed = Match.objects.get(state=MatchState.BACKED)

    # Both say yes, they meet, and the follow-ups are laid out
    here = f"{match}{backed.pk}/"
    casework.record_yes(leader, here, "mentor")
    casework.record_yes(leader, here, "refugee")
    assert Match.objects.get(pk=backed.pk).state == MatchState.ACCEPTED
    casework.hold_start_meeting(leader, here)
    assert Match.objects.get(pk=backed.pk).state == MatchState.ACTIVE
    assert FollowUp.objects.filter(match=backed).count() == 16  # 12 weekly talks, and two statuses a side

    # The first of them is logged on a phone, in a handful of taps
    phone = casework.sign_in_by_form(open_window(**ON_A_PHONE), users[Role.PROJECT_LEADER])
    began = time.monotonic()
    taps = casework.log_the_next_talk(phone, world.path("opfoelgning/"))
    assert (taps <= 8, time.monotonic() - began < 60) == (True, True)
    logged = FollowUp.objects.get(match=backed, state=FollowUpState.DONE)
    assert (logged.channel, logged.rating, logged.held_on) == ("telephone", 4, MATCHING_BEGINS)

    # The steering group sees that the numbers have moved
    after = casework.figures_of_the_quarter(steering, world.path("kvartal/"))
    assert (before["Matchet"], after["Matchet"]) == ("0 af 70", "1 af 70")

    # The evaluator's files open with the codebook's types, and tell of the same match
    evaluator = casework.sign_in_by_form(open_window(), users[Role.EVALUATOR])
    with evaluator.expect_download() as download:
        casework.ask_for_the_files(evaluator, world.path("eksport/"))
    files = open_zip(download.value.path())
    assert set(files) == set(FILES)
    assert (len(files["refugees.csv"]), len(files["mentors.csv"])) == (70, 70)
    (row,) = files["matches.csv"].to_dict("records")
    assert (row["started_on"].date(), row["ended"]) == (MATCHING_BEGINS, 0)
    talk = files["followups.csv"].query("state == 'done'").iloc[0]
    assert (talk["match"], talk["channel"], talk["rating"]) == (row["match"], "telephone", 4)
    figures = files["indicators.csv"].fillna({"part": ""}).set_index(["criterion", "part"])
    assert figures.loc[("refugees_matched", ""), "value"] == 1
