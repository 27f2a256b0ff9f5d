"""A day the municipality is closed is told of when an interview or an activity is put on it."""

import datetime

import pytest
from django.urls import reverse

from mentorship import registry
from mentorship.models import Activity, Interview
from mentorship.tests.activities_world import form, refugee, url
from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db
CLOSED, OPEN, SATURDAY = (datetime.date(2026, 12, day) for day in (24, 22, 26))


@pytest.fixture
def world(morning, monkeypatch):
    closed = [lambda programme, municipality, day: day in (CLOSED, SATURDAY)]
    monkeypatch.setattr(registry, "CLOSED_DAYS", closed)
    return people_world()


@pytest.fixture
def leader(enter, world):
    return enter(world.leader)


def booked(leader, world, row, day, **more):
    page = reverse("people:refugee_booking", args=[world.programme.key, row.pk])
    facts = {"day": f"{day:%d-%m-%Y}", "time": "10.00", "minutes": "60", "interviewer": world.leader.pk}
    return leader.post(page, facts | more)


def test_an_interview_on_a_closed_day_is_asked_about_once(leader, world):
    row = refugee(world)
    told = booked(leader, world, row, CLOSED)
    assert "24-12-2026" in told.context["warning"]
    assert not Interview.objects.exists()
    despite = told.context["form"].data["despite"]
    assert booked(leader, world, row, SATURDAY, despite=despite).context["warning"], (
        "another day, asked again"
    )
    assert booked(leader, world, row, CLOSED, despite=despite).status_code == 302
    assert Interview.objects.count() == 1


def test_an_open_day_is_not_asked_about(leader, world):
    assert booked(leader, world, refugee(world), OPEN).status_code == 302


def test_an_activity_says_its_closed_days_and_lets_a_weekend_be(leader, world):
    data = form(CLOSED, OPEN, SATURDAY) | {"municipality": world.soroe.pk}
    page = leader.post(url(world, "activity_new"), data, follow=True)
    said = [str(message) for message in page.context["messages"]]
    assert Activity.objects.count() == 1
    assert [text[:10] for text in said if "2026" in text] == ["24-12-2026"]
