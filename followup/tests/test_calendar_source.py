"""Follow-ups in the private calendar: one's own and planned, by day and case number."""

import datetime

import pytest

from followup.calendar_source import due_followups
from followup.models import FollowUpState
from followup.testing.factories import FollowUpFactory
from matching.testing.factories import MatchFactory
from mentorship.permissions import Role
from mentorship.testing.factories import RoleBindingFactory, UserFactory
from mentorship.testing.programmes import loaded_programme

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 23)


@pytest.fixture
def programme(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC))
    return loaded_programme()


def test_ones_own_planned_follow_ups_stand_on_the_day_they_count_from(programme, django_assert_num_queries):
    leader = UserFactory(leader_of=programme)
    match = MatchFactory(programme=programme, active=True, refugee__case_number="B-7")
    due = {"match": match, "side": "refugee", "step": "status_6"}
    FollowUpFactory(**due, responsible=leader, due_on=TODAY)
    FollowUpFactory(
        **due | {"side": "mentor"},
        responsible=leader,
        due_on=TODAY,
        postponed_to=TODAY + datetime.timedelta(days=3),
    )
    FollowUpFactory(**due | {"step": "status_12"}, responsible=UserFactory(), due_on=TODAY)
    FollowUpFactory(
        **due | {"step": "opening_talk"}, responsible=leader, due_on=TODAY, state=FollowUpState.CANCELLED
    )
    FollowUpFactory(
        **due | {"step": "opening_talk", "side": "both"}, responsible=leader, due_on=datetime.date(2026, 1, 1)
    )
    leader.active_bindings  # noqa: B018  fetched once for each request
    with django_assert_num_queries(1):
        events = list(due_followups(leader))
    assert [event.starts_at for event in events] == [TODAY, datetime.date(2026, 11, 26)]
    assert {event.summary for event in events} == {"Status efter 6 måneder B-7"}


def test_a_role_that_is_gone_takes_its_follow_ups_along(programme):
    user = RoleBindingFactory(role=Role.PROJECT_LEADER, programme=programme).user
    match = MatchFactory(programme=programme, active=True)
    FollowUpFactory(match=match, side="both", step="status_6", responsible=user, due_on=TODAY)
    assert len(list(due_followups(user))) == 1
    user.bindings.all().delete()
    assert list(due_followups(type(user).objects.get(pk=user.pk))) == []
