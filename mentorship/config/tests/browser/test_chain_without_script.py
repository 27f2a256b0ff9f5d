"""The core of the chain where no script runs, from everybody waiting to a logged talk."""

import pytest

from followup.models import FollowUp, FollowUpState
from matching.models import Match
from matching.states import MatchState
from mentorship.config.tests.browser import casework
from mentorship.config.tests.browser.sight import ON_A_PHONE
from mentorship.config.tests.browser.worlds import MATCHING_BEGINS, roster_world
from mentorship.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WORLD = (MATCHING_BEGINS, roster_world)
PLAIN = {"java_script_enabled": False}


def test_from_everybody_waiting_to_a_logged_talk(open_window, world):
    users, match = world.users, world.path("match/")
    leader = casework.sign_in_by_form(open_window(**PLAIN), users[Role.PROJECT_LEADER])
    casework.follow_menu(leader, match)
    leader.click("form[action$='foreslaa-alle/'] button")
    leader.click(".job a.button-primary")  # the worker was quicker: the job's page leads to the plan
    planned = casework.open_a_plan_for_everyone(leader)
    casework.put_plan_forward(leader)
    assert Match.objects.filter(state=MatchState.PROPOSED).count() == planned > 40

    group = casework.sign_in_by_form(open_window(**PLAIN), users[Role.TASK_GROUP])
    casework.follow_menu(group, f"{match}indsatsgruppe/")
    casework.back_first_proposal(group)
    backed = Match.objects.get(state=MatchState.BACKED)

    here = f"{match}{backed.pk}/"
    for side in ("mentor", "refugee"):
        casework.record_yes(leader, here, side)
    casework.hold_start_meeting(leader, here)
    assert Match.objects.get(pk=backed.pk).state == MatchState.ACTIVE

    phone = casework.sign_in_by_form(open_window(**PLAIN, **ON_A_PHONE), users[Role.PROJECT_LEADER])
    casework.log_the_next_talk(phone, world.path("opfoelgning/"))
    assert FollowUp.objects.get(match=backed, state=FollowUpState.DONE).rating == 4
