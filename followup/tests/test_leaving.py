"""Follow-ups of somebody who leaves go to the colleague named; done ones keep their names."""

import pytest

from followup.models import FollowUp
from mentorship.models import Act
from mentorship.people.caseload import OpenCaseload, caseload, without_any
from mentorship.people.roles import set_active
from mentorship.permissions import Role
from mentorship.testing.factories import RoleBindingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return RoleBindingFactory(role=Role.ADMINISTRATOR, programme=None).user


def test_planned_ones_are_handed_over_done_ones_are_not(world, admin):
    colleague = world.user(Role.CONSULTANT, municipality=world.soroe.refugee.municipality)
    planned = world.followup(responsible=world.consultant)
    done = world.followup(responsible=world.consultant, step="month_01", done=True)
    with pytest.raises(OpenCaseload):
        set_active(user=world.consultant, active=False, by=admin)
    set_active(user=world.consultant, active=False, by=admin, to={world.programme.pk: colleague})
    assert FollowUp.objects.get(pk=planned.pk).responsible == colleague
    assert FollowUp.objects.get(pk=done.pk).responsible == world.consultant
    assert Act.objects.get(kind="followup.handed_over").detail == {"to": colleague.pk, "count": 1}


def test_matches_are_shown_and_follow_the_citizen(world):
    world.soroe.refugee.consultant = world.consultant
    world.soroe.refugee.save()
    world.followup(responsible=world.consultant)
    (load,) = caseload(world.consultant, after=without_any(world.consultant))
    assert [count for _label, count in load.counts] == [1, 1, 1]
    assert load.open == 2


def test_what_the_only_leader_has_open_waits_for_a_new_one(world, admin):
    world.followup(responsible=world.leader)
    with pytest.raises(OpenCaseload):
        set_active(user=world.leader, active=False, by=admin)
    (load,) = caseload(world.leader, after=without_any(world.leader))
    assert load.receivers == {}
