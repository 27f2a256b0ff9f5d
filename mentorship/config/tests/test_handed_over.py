"""A refugee's second match: nothing of the first reaches the new partner, nor another municipality.

Every address is walked by the new partner coordinator and by a consultant elsewhere: pages, files, exports
and feeds, by their own rows, and by the first match's own, which are not there.
"""

import pytest
from django.db import transaction
from django.urls import reverse

from followup.models import FollowUp
from followup.testing.factories import FollowUpFactory
from matching.models import Match, MatchComment, StartMeeting
from matching.testing.factories import MatchFactory
from mentorship.config.testing.access import World, build_world
from mentorship.models import Municipality
from mentorship.people.documents import add_document
from mentorship.people.feeds import make_feed
from mentorship.permissions import Role
from mentorship.testing.client import StrictClient
from mentorship.testing.factories import RoleBindingFactory
from mentorship.tests.test_access_matrix import LINES, PAGES, address, ask

pytestmark = pytest.mark.django_db
WORD = "forgaengerord"
PAPER = "forgaengerpapir"  # of the first mentor: the consultant of that mentor's town knows it


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def first(world, django_db_blocker):
    """The refugee of the partner's running match has had another, with somebody else's mentor."""
    with django_db_blocker.unblock():
        by = world.users["project_leader"]
        mentor = world.people["other mentor"]
        match = MatchFactory(
            programme=world.home,
            mentor=mentor,
            refugee=world.people["refugee"],
            created_by=by,
            ended=True,
            close_note=f"{WORD} slut",
            because=[{"criterion": "age", "weight": 1, "fit": 1, "points": 1, "text": f"{WORD} grund"}],
        )
        texts = {
            field.name: f"{WORD} {field.name}"
            for field in FollowUp._meta.get_fields()
            if field.get_internal_type() == "TextField"
        }
        FollowUpFactory(match=match, step="status_6", side="refugee", done=True, **texts)
        FollowUpFactory(match=match, step="status_12", side="mentor", done=True, **texts)
        MatchComment.objects.create(match=match, by=by, stance="comments", text=f"{WORD} kommentar")
        StartMeeting.objects.create(
            match=match,
            planned_at=match.created_at,
            meeting_place=f"{WORD} sted",
            agenda=f"{WORD} dagsorden",
            mentor_expectations=f"{WORD} mentor",
            refugee_expectations=f"{WORD} borger",
            joint_plan=f"{WORD} plan",
        )
        add_document(
            enrolment=mentor, kind="other", title=PAPER, file_name=f"{PAPER}.txt", content=b"papir", by=by
        )
        return match


@pytest.fixture(scope="module")
def readers(world, first, django_db_blocker):
    with django_db_blocker.unblock():
        ringsted = Municipality.objects.get(code="329")
        elsewhere = RoleBindingFactory(role=Role.CONSULTANT, programme=world.home, municipality=ringsted).user
        found = {}
        for name, user in (("partner", world.users["partner"]), ("elsewhere", elsewhere)):
            found[name] = StrictClient()
            found[name].force_login(user)
        return found


def test_the_leader_finds_the_words(world, first):
    """Else the walk would prove nothing."""
    client = StrictClient()
    client.force_login(world.users["project_leader"])
    page = ask(client, "GET", (reverse("matching:match", args=[world.home.key, first.pk]), {})).whole
    assert page.count(WORD) >= 5


@pytest.mark.parametrize("name", PAGES)
def test_no_page_tells_them_to_whoever_comes_after(name, world: World, first, readers):
    line = LINES[name]
    for reader, role in (("partner", "partner"), ("elsewhere", "consultant")):
        for whose in ("own", "other"):
            where = address(line, world, role, whose)
            for method in sorted(line.may[role]) if where else ():
                said = ask(readers[reader], method, where).whole
                assert WORD not in said, f"{reader} {method} {where[0]}"
                assert PAPER not in said or reader == "elsewhere", f"{reader} {method} {where[0]}"
    words = {key: word for key, word in line.arguments.items() if word in ("match", "follow-up")}
    for key, word in words.items():
        keys = [first.pk] if word == "match" else list(first.followups.values_list("pk", flat=True))
        own = world.things[word].own("partner")
        url, data = address(line, world, "partner")
        for pk in keys:
            for reader in readers.values():
                answer = ask(reader, "GET", (url.replace(f"/{own}/", f"/{pk}/", 1), data))
                assert answer.status_code in {403, 404, 405}, f"{url} {key}"


def test_nor_does_their_calendar(world, first, readers):
    secret = make_feed(by=world.users["partner"])
    feed = StrictClient().get(reverse("people:feed", args=[secret])).content.decode()
    assert WORD not in feed
    assert Match.objects.filter(pk=first.pk).visible_to(world.users["partner"]).count() == 0
