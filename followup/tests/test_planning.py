"""A match's follow-ups are laid out when it starts, and taken back when it ends."""

import copy
import datetime

import pytest

from followup.models import FollowUp, FollowUpState
from followup.services.planning import Staff, close_followups, plan_followups, reopen_followups
from matching.models import Match
from matching.testing.factories import MatchFactory
from mentorship.models import ProgrammeMunicipality
from mentorship.permissions import Role
from mentorship.programmes.catalogue import read_programme
from mentorship.programmes.services import load_programme
from mentorship.testing.factories import RoleBindingFactory, UserFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime.date(2026, 2, 2)
# holdbart-match: 12 weekly talks with both, and a status for each side at 6 and 12 months
STEPS = 12 + 2 * 2


@pytest.fixture
def programme():
    document = read_programme("holdbart-match")
    return load_programme(document=document, start_on=datetime.date(2025, 9, 1)).programme


@pytest.fixture
def leader(programme):
    return UserFactory(leader_of=programme)


@pytest.fixture
def match(programme, leader):
    municipality = programme.municipalities.get(code="340")
    return MatchFactory(
        active=True, programme=programme, municipality=municipality, started_on=MONDAY, created_by=leader
    )


def test_the_plan_of_the_programme_becomes_rows_with_a_responsible_person(match, leader):
    assert plan_followups(match=match, by=leader) == STEPS
    rows = FollowUp.objects.filter(match=match)
    assert {row.responsible for row in rows} == {leader}
    status = rows.get(step="status_6", side="mentor")
    assert (status.nominal_on, status.due_on) == (datetime.date(2026, 8, 2), datetime.date(2026, 8, 3))
    assert (status.kind, status.state) == ("status", FollowUpState.PLANNED)
    assert rows.filter(step="opening_talk_01", side="both", due_on=datetime.date(2026, 2, 9)).count() == 1


def test_planning_again_adds_nothing(match, leader):
    plan_followups(match=match, by=leader)
    assert plan_followups(match=match, by=leader) == 0
    assert FollowUp.objects.filter(match=match).count() == STEPS


def test_a_municipality_may_have_days_off_of_its_own(match, leader):
    part = ProgrammeMunicipality.objects.get(
        programme=match.programme, municipality=match.refugee.municipality
    )
    part.days_off = [[8, 3]]
    part.save()
    plan_followups(match=match, by=leader)
    assert FollowUp.objects.get(step="status_6", side="mentor").due_on == datetime.date(2026, 8, 4)


def test_what_would_come_after_the_end_is_cancelled_and_comes_back_when_reopened(match, leader):
    plan_followups(match=match, by=leader)
    Match.objects.filter(pk=match.pk).update(
        state="ended",
        place=None,
        ended_on=datetime.date(2026, 3, 2),
        closed_at=match.created_at,
        closed_by=leader,
    )
    cancelled = close_followups(match=match, by=leader)
    assert cancelled == STEPS - 4
    assert FollowUp.objects.planned().count() == 4
    assert reopen_followups(match=match, by=leader) == cancelled
    assert FollowUp.objects.planned().count() == STEPS


def test_each_step_is_somebodys_even_where_nobody_has_the_role(match, programme, leader):
    consultant = UserFactory()
    staff = Staff.of(programme)
    assert staff.responsible(Role.CONSULTANT, match) == leader
    RoleBindingFactory(
        user=consultant, role=Role.CONSULTANT, programme=programme, municipality=match.refugee.municipality
    )
    assert Staff.of(programme).responsible(Role.CONSULTANT, match) == consultant
    match.refugee.consultant = UserFactory()
    assert Staff.of(programme).responsible(Role.CONSULTANT, match) == match.refugee.consultant
    match.refugee.consultant.is_active = False
    assert Staff.of(programme).responsible(Role.CONSULTANT, match) == consultant
    assert Staff.of(programme).responsible(Role.PARTNER, match) == leader


def test_a_partner_follows_up_its_own_mentors(match, programme):
    organisation = programme.organisations.get(name="Røde Kors")
    partner = RoleBindingFactory(role=Role.PARTNER, programme=programme, organisation=organisation).user
    match.mentor.organisation = organisation
    assert Staff.of(programme).responsible(Role.PARTNER, match) == partner


def test_steps_counted_from_the_meeting_and_from_the_end_are_laid_out_when_it_is_known(
    programme, match, leader
):
    document = copy.deepcopy(programme.document)
    for key, anchor in (("after_meeting", "start_meeting"), ("afterwards", "end")):
        document["follow_up"]["plan"].append(
            {
                "key": key,
                "label": {"da": key, "en": key},
                "kind": "talk",
                "responsible": {"refugee": "project_leader"},
                "anchor": anchor,
                "after_days": 7,
            }
        )
    programme.document = document
    programme.save()
    plan_followups(match=match, by=leader)
    added = FollowUp.objects.filter(step__in=["after_meeting", "afterwards"])
    assert [(row.step, row.due_on) for row in added] == [
        ("after_meeting", MONDAY + datetime.timedelta(days=7))
    ]
    ended_on = MONDAY + datetime.timedelta(days=70)
    Match.objects.filter(pk=match.pk).update(
        state="ended", place=None, ended_on=ended_on, closed_at=match.accepted_at, closed_by=leader
    )
    close_followups(match=match, by=leader)
    last = FollowUp.objects.get(step="afterwards")
    assert (last.state, last.due_on) == (FollowUpState.PLANNED, ended_on + datetime.timedelta(days=7))
