"""A municipality moves in on a Monday: its spreadsheets, running matches, colleagues and a partner."""

import datetime
from dataclasses import dataclass

import pytest
from django.core import mail
from playwright.sync_api import expect

from followup.models import FollowUp, FollowUpState
from followup.selectors import open_followups, within
from matching.models import Match
from matching.states import MatchState
from mentorship.config.tests.browser import moving
from mentorship.config.tests.browser.casework import sign_in_by_form
from mentorship.config.tests.browser.spreadsheets import PEOPLE, RUNNING, spreadsheets
from mentorship.config.tests.browser.worlds import PASSWORD
from mentorship.models import ImportBatch, Mentor, Programme, Refugee, User
from mentorship.permissions import Role
from mentorship.programmes.document import programme_document
from mentorship.testing.factories import RoleBindingFactory, UserFactory
from mentorship.testing.programmes import loaded_programme

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
MONDAY = datetime.date(2017, 4, 3)
START = datetime.date(2016, 12, 1)


@dataclass(frozen=True)
class Household:
    """Whoever is there before anybody has moved in."""

    leader: User
    administrator: User
    programmes: dict[str, Programme]


# E-mail, name, role, and what narrows it
INVITED = {
    "holdbart-match": (
        ("sara@soroe.test", "Sara Winther", Role.CONSULTANT, {"municipality": "Sorø"}),
        ("rune@ringsted.test", "Rune Holm", Role.CONSULTANT, {"municipality": "Ringsted"}),
        ("gunnar@soroe.test", "Gunnar Friis", Role.TASK_GROUP, {}),
        ("rikke@roedekors.test", "Rikke Toft", Role.PARTNER, {"organisation": "Røde Kors"}),
    ),
    "vaertsprogram": (
        ("karen@kk.test", "Karen Lind", Role.CONSULTANT, {"municipality": "København"}),
        ("stine@kk.test", "Stine Dahl", Role.STEERING_GROUP, {}),
        ("erik@evaluering.test", "Erik Lund", Role.EVALUATOR, {}),
        ("dorte@dfh.test", "Dorte Bang", Role.PARTNER, {"organisation": "Dansk Flygtningehjælp"}),
    ),
}


def empty_house() -> Household:
    """Two programmes loaded, somebody who leads both, an administrator; and nobody else."""
    programmes = {key: loaded_programme(key, start_on=START) for key in INVITED}
    users = [UserFactory(email=f"{name}@kommune.test") for name in ("leder", "admin")]
    for user in users:
        user.set_password(PASSWORD)
        user.save()
    leader, administrator = users
    for programme in programmes.values():
        RoleBindingFactory(user=leader, role=Role.PROJECT_LEADER, programme=programme)
    RoleBindingFactory(user=administrator, role=Role.ADMINISTRATOR, programme=None)
    return Household(leader, administrator, programmes)


WORLD = (MONDAY, empty_house)


@pytest.mark.parametrize("key", INVITED)
def test_a_municipality_moves_in(open_window, world, key):
    programme = world.programmes[key]
    sheets = spreadsheets(programme_document(programme), on=MONDAY, seed=5)
    imports = f"/p/{key}/import/"

    # The administrator invites three colleagues and a partner; one of them answers at once
    mail.outbox.clear()
    administrator = open_window(world.administrator).page
    for email, name, role, scope in INVITED[key]:
        moving.invite(administrator, email=email, name=name, role=role, programme=programme, scope=scope)
    assert [message.to for message in mail.outbox] == [[email] for email, *_rest in INVITED[key]]
    consultant = open_window().page
    moving.answer_invitation(consultant, mail.outbox[0], INVITED[key][0][0])

    # The leader takes the volunteers in; the file goes out again, and in once more as it was read
    leader = sign_in_by_form(open_window(), world.leader)
    leader.goto(f"/p/{key}/mentorer/")
    leader.click(f"a[href='{imports}']")
    moving.upload(leader, imports, "mentor", sheets["mentor"])
    assert set(moving.chosen(leader, sheets["mentor"]).values()) == {""}
    moving.choose_columns(leader, sheets["mentor"])
    moving.go_on_to_the_preview(leader)
    address = moving.import_it(leader)
    assert Mentor.objects.filter(programme=programme).count() == PEOPLE
    moving.undo_it(leader, address)
    assert Mentor.objects.filter(programme=programme).count() == 0
    moving.upload(leader, imports, "mentor", sheets["mentor"])
    assert moving.chosen(leader, sheets["mentor"]) == sheets["mentor"].heads
    moving.go_on_to_the_preview(leader)
    moving.import_it(leader)

    # Then the other side, and the matches that run
    moving.upload(leader, imports, "refugee", sheets["refugee"])
    moving.choose_columns(leader, sheets["refugee"])
    moving.go_on_to_the_preview(leader)
    moving.import_it(leader)
    assert Refugee.objects.filter(programme=programme).count() == PEOPLE
    moving.upload(leader, imports, "match", sheets["match"])
    moving.choose_columns(leader, sheets["match"])
    moving.go_on_to_the_preview(leader)
    address = moving.import_it(leader)
    matches = Match.objects.filter(programme=programme)
    assert matches.running().count() == RUNNING
    assert matches.filter(state=MatchState.ENDED).count() == PEOPLE - RUNNING
    moving.undo_it(leader, address)
    assert not matches.exists()
    moving.upload(leader, imports, "match", sheets["match"])
    moving.go_on_to_the_preview(leader)
    moving.import_it(leader)
    assert matches.running().count() == RUNNING
    assert ImportBatch.objects.filter(programme=programme, undone_at=None).count() == 3

    # Nobody is behind on the first day, and what comes is planned
    day = f"/p/{key}/opfoelgning/"
    leader.goto(day)
    rows = open_followups(world.leader, programme, mine=False)
    assert within(rows, "overdue", MONDAY).count() == 0
    assert rows.count() > 0
    assert FollowUp.objects.filter(match__in=matches, state=FollowUpState.BEFORE).exists()

    # Whoever was invited finds the own municipality's matches, and no other's
    email = INVITED[key][0][0]
    consultant.goto(f"/p/{key}/match/alle/")
    own = matches.visible_to(User.objects.get(email=email)).count()
    expect(consultant.locator("main")).to_contain_text(str(own))
    assert own > 0
