"""The private calendar: an address told once, replaced or shut at once, without a name in what it gives."""

import datetime

import icalendar
import pytest
from django.urls import reverse

from mentorship.clock import moment_on
from mentorship.models import Act, CalendarFeed
from mentorship.people.feeds import make_feed, user_of_feed
from mentorship.permissions import Role
from mentorship.testing.client import StrictClient
from mentorship.testing.factories import InterviewFactory, RefugeeFactory
from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db
PAGE = "people:calendar_feed"


@pytest.fixture
def world(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 23, 9, 4, tzinfo=datetime.UTC))
    return people_world()


def events_of(secret):
    response = StrictClient().get(reverse("people:feed", args=[secret]))
    assert response.status_code == 200
    return list(icalendar.Calendar.from_ical(response.content).walk("VEVENT"))


def test_the_address_is_shown_once_and_never_kept(client, world):
    client.force_login(world.leader)
    made = client.post(reverse(PAGE), {"act": "make"})
    secret = made.context["address"].removesuffix(".ics").rsplit("/", 1)[-1]
    assert made.context["address"] in made.content.decode()
    assert user_of_feed(secret) == world.leader
    assert secret not in CalendarFeed.objects.get().token_hash
    again = client.get(reverse(PAGE)).content.decode()
    assert secret not in again
    assert "23-11-2026" in again
    assert secret not in str(list(Act.objects.values_list("detail", flat=True)))


def test_a_new_address_shuts_the_old_one_out(client, world):
    first = make_feed(by=world.leader)
    second = make_feed(by=world.leader)
    assert (user_of_feed(first), user_of_feed(second)) == (None, world.leader)
    client.force_login(world.leader)
    client.post(reverse(PAGE), {"act": "shut"})
    assert user_of_feed(second) is None
    acts = Act.objects.filter(kind__startswith="calendar.")
    assert list(acts.order_by("pk").values_list("kind", flat=True)) == [
        "calendar.opened",
        "calendar.opened",
        "calendar.shut",
    ]
    client.post(reverse(PAGE), {"act": "shut"})
    assert acts.count() == 3, "there was nothing to shut"


def test_it_holds_ones_own_interviews_by_case_number_alone(world):
    row = RefugeeFactory(
        programme=world.programme, municipality=world.soroe, case_number="B-7", person__name="Hemmelig"
    )
    at = moment_on(datetime.date(2026, 11, 24), 10)
    mine = {"refugee": row, "interviewer": world.leader, "meeting_place": "Hjemme hos Hemmelig"}
    InterviewFactory(**mine, starts_at=at)
    InterviewFactory(**mine, starts_at=at, state="cancelled")
    InterviewFactory(**mine, starts_at=moment_on(datetime.date(2026, 1, 2), 10))
    InterviewFactory(refugee=row, starts_at=at)
    secret = make_feed(by=world.leader)
    (event,) = events_of(secret)
    assert (event["summary"], event["dtstart"].dt) == ("Samtale B-7", at)
    assert "location" not in event
    whole = StrictClient().get(reverse("people:feed", args=[secret])).content.decode()
    assert "Hemmelig" not in whole


def test_it_follows_what_the_user_may_see_at_that_moment(world):
    consultant = world.consultant()
    row = RefugeeFactory(programme=world.programme, municipality=world.soroe)
    InterviewFactory(
        refugee=row, interviewer=consultant, starts_at=moment_on(datetime.date(2026, 11, 24), 10)
    )
    secret = make_feed(by=consultant)
    assert len(events_of(secret)) == 1
    consultant.bindings.all().delete()
    assert events_of(secret) == []
    consultant.is_active = False
    consultant.save()
    assert StrictClient().get(reverse("people:feed", args=[secret])).status_code == 404


def test_an_unknown_address_is_not_found(world):
    make_feed(by=world.leader)
    assert StrictClient().get(reverse("people:feed", args=["nobody"])).status_code == 404


@pytest.mark.parametrize("role", [Role.STEERING_GROUP, Role.EVALUATOR])
def test_who_has_nothing_to_put_in_it_has_no_such_page(client, world, role):
    client.force_login(world.in_role(role))
    assert client.get(reverse(PAGE)).status_code == 403
    assert client.post(reverse(PAGE), {"act": "make"}).status_code == 403
    assert not CalendarFeed.objects.exists()
