"""The pages of the calendar: a week, a booking with its warning, the ways an interview ends, the file."""

import datetime

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentorship.clock import moment_on
from mentorship.models import Interview, LookUp
from mentorship.people.own_cases import is_own_case
from mentorship.permissions import Role
from mentorship.testing.factories import InterviewFactory, MentorFactory, RefugeeFactory
from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 23)


@pytest.fixture
def world(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 23, 9, 4, tzinfo=datetime.UTC))
    return people_world()


@pytest.fixture
def leader(client, world):
    client.force_login(world.leader)
    return client


def url(world, name="people:calendar", **arguments):
    return reverse(name, kwargs={"key": world.programme.key, **arguments})


def newcomer(world, name="Kanarie Opdigtet", **fields):
    fields = {"interviewed_on": None, "municipality": world.soroe} | fields
    return RefugeeFactory(programme=world.programme, person__name=name, **fields)


def interview(world, row=None, day=TODAY, hour=10, **fields):
    row = row or newcomer(world)
    fields = {"interviewer": world.leader} | fields
    return InterviewFactory(starts_at=moment_on(day, hour), **{str(row.side): row}, **fields)


def booking(world, **fields):
    return {
        "day": "24-11-2026",
        "time": "10.30",
        "minutes": "60",
        "interviewer": world.leader.pk,
        "meeting_place": "Biblioteket",
    } | fields


def on(response, weekday):
    return [entry["name"] for entry in response.context["days"][weekday]["entries"]]


def test_the_week_shows_ones_own_and_on_request_everybodys(leader, world):
    mine = interview(world, newcomer(world, "Min"))
    interview(world, newcomer(world, "Andens"), interviewer=world.consultant())
    interview(world, newcomer(world, "Aflyst"), state="cancelled")
    interview(world, newcomer(world, "Senere"), day=TODAY + datetime.timedelta(days=7))
    assert on(leader.get(url(world)), 0) == ["Min"]
    everybody = leader.get(url(world), {"hvem": "alle"})
    assert on(everybody, 0) == ["Min", "Andens"]
    assert len(everybody.context["days"]) == 5, "the weekend is left out where nothing is on"
    assert on(leader.get(url(world), {"uge": "2026-W49"}), 0) == ["Senere"]
    assert LookUp.objects.filter(person_id=mine.refugee.person_id, what="list").count() == 2


def test_a_saturday_with_something_on_is_shown(leader, world):
    interview(world, day=datetime.date(2026, 11, 28))
    assert [day["key"] for day in leader.get(url(world)).context["days"]][-1] == "2026-11-28"


@pytest.mark.parametrize("week", ["2026-W54", "uge", "2026-W00", "9999-W53"])
def test_a_week_that_is_none_is_not_found(leader, world, week):
    assert leader.get(url(world), {"uge": week}).status_code == 404


def test_a_protected_person_stands_under_the_case_number(leader, world):
    interview(world, newcomer(world, "Hemmelig", case_number="B-7", person__protected=True))
    response = leader.get(url(world))
    assert on(response, 0) == ["B-7"]
    assert "Hemmelig" not in response.content.decode()


def test_who_lacks_an_interview_is_listed_the_longest_wait_first(leader, world):
    newcomer(world, "Ny", registered_on=datetime.date(2026, 11, 20))
    newcomer(world, "Gammel", registered_on=datetime.date(2026, 10, 1))
    newcomer(world, "Holdt", interviewed_on=TODAY)
    newcomer(world, "Stoppet", left_on=TODAY)
    interview(world, newcomer(world, "Aftalt"))
    interview(world, newcomer(world, "Udeblevet", registered_on=datetime.date(2026, 11, 21)), state="absent")
    MentorFactory(programme=world.programme, person__name="Mentor", interviewed_on=None)
    response = leader.get(url(world))
    assert [row["name"] for row in response.context["lacking"]] == ["Gammel", "Ny", "Udeblevet"]
    mentors = leader.get(url(world), {"mangler": "mentors"})
    assert [row["name"] for row in mentors.context["lacking"]] == ["Mentor"]


def test_the_day_that_passed_without_an_answer_is_asked_about(leader, world):
    interview(world, newcomer(world, "Glemt"), day=TODAY - datetime.timedelta(days=3))
    interview(world, day=TODAY - datetime.timedelta(days=3), state="held")
    assert [entry["name"] for entry in leader.get(url(world)).context["unanswered"]] == ["Glemt"]
    assert "mangler svar" in leader.get("/").content.decode()


@pytest.mark.parametrize("role", ["consultant", "partner"])
def test_narrow_roles_see_their_own_people_alone(client, world, role):
    mentor = MentorFactory(
        programme=world.programme, municipality=world.ringsted, organisation=world.partner, person__name="M"
    )
    interview(world, mentor)
    interview(world, newcomer(world, "Sorø"))
    client.force_login(world.consultant() if role == "consultant" else world.partner_user())
    assert on(client.get(url(world), {"hvem": "alle"}), 0) == (["Sorø"] if role == "consultant" else ["M"])


def test_the_calendar_costs_the_same_whatever_is_on(leader, world):
    costs = []
    for more in (1, 19):
        for _number in range(more):
            interview(world)
            interview(world, day=TODAY - datetime.timedelta(days=3))
            newcomer(world)
        leader.get(url(world), {"hvem": "alle"})
        with CaptureQueriesContext(connection) as queries:
            response = leader.get(url(world), {"hvem": "alle"})
        costs.append(len(queries))
    assert len(on(response, 0)) == 20
    assert costs[0] == costs[1] <= 14


def test_a_crowded_week_is_cut_and_says_so(leader, world, monkeypatch):
    monkeypatch.setattr("mentorship.views.calendar.WEEK_SHOWN", 2)
    for hour in (9, 10):
        interview(world, hour=hour)
    assert not leader.get(url(world)).context["more_in_week"]
    interview(world, hour=11)
    response = leader.get(url(world))
    assert (len(on(response, 0)), response.context["more_in_week"]) == (2, True)


def test_an_interview_is_booked_from_the_person(leader, world):
    row = newcomer(world)
    page = url(world, "people:refugee_booking", pk=row.pk)
    assert leader.get(page).context["form"]["interviewer"].value() == world.leader.pk
    done = leader.post(page, booking(world))
    booked = Interview.objects.get()
    assert (done.status_code, done.url) == (302, url(world, "people:interview", pk=booked.pk))
    assert booked.starts_at == moment_on(datetime.date(2026, 11, 24), 10) + datetime.timedelta(minutes=30)
    assert leader.get(page).url == done.url, "a second is not booked beside it"


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"day": "22-11-2026"}, id="past"),
        pytest.param({"time": "halv elleve"}, id="no-time"),
        pytest.param({"minutes": "7"}, id="odd-length"),
        pytest.param({"interviewer": ""}, id="nobody"),
    ],
)
def test_a_booking_with_a_mistake_keeps_what_was_written(leader, world, fields):
    page = url(world, "people:refugee_booking", pk=newcomer(world).pk)
    response = leader.post(page, booking(world) | fields)
    assert response.status_code == 400
    assert response.context["form"]["meeting_place"].value() == "Biblioteket"
    assert not Interview.objects.exists()


def test_a_clash_is_told_once_and_then_left_to_the_user(leader, world):
    first = interview(world, day=datetime.date(2026, 11, 24))
    page = url(world, "people:refugee_booking", pk=newcomer(world).pk)
    warned = leader.post(page, booking(world))
    assert "10.00–11.00" in warned.context["warning"]
    assert Interview.objects.count() == 1
    despite = warned.context["form"]["despite"].value()
    assert despite == str(first.pk)
    second = interview(world, day=datetime.date(2026, 11, 24), hour=11)
    again = leader.post(page, booking(world, despite=despite))
    assert "11.00–12.00" in again.context["warning"], "a clash nobody was told of is told"
    done = leader.post(page, booking(world, despite=f"{first.pk},{second.pk}"))
    assert done.status_code == 302
    assert Interview.objects.count() == 3


def test_moving_over_somebody_elses_change_is_told_and_keeps_the_text(leader, world):
    found = interview(world)
    Interview.objects.update(version=4)
    page = url(world, "people:interview", pk=found.pk)
    lost = leader.post(page, booking(world, version="1"))
    assert lost.status_code == 400
    assert lost.context["form"]["meeting_place"].value() == "Biblioteket"
    assert lost.context["form"]["version"].value() == "4"
    assert leader.post(page, booking(world, version="4")).status_code == 302
    found.refresh_from_db()
    assert (found.meeting_place, found.version) == ("Biblioteket", 5)


@pytest.mark.parametrize(
    ("step", "state", "leads_to"),
    [
        pytest.param("holdt", "held", "samtale/", id="held-leads-to-the-interview-form"),
        pytest.param("udeblev", "absent", "aftale/", id="absent-leads-to-a-new-time"),
        pytest.param("aflys", "cancelled", "borgere/", id="cancelled"),
    ],
)
def test_the_ways_an_interview_ends(leader, world, step, state, leads_to):
    found = interview(world)
    page = url(world, "people:interview_step", pk=found.pk, step=step)
    done = leader.post(page, {"version": "1"})
    found.refresh_from_db()
    assert (done.status_code, found.state) == (302, state)
    assert leads_to in done.url
    refused = leader.post(page, {"version": "1"})
    assert refused.url == url(world, "people:interview", pk=found.pk)
    assert leader.get(url(world, "people:interview", pk=found.pk)).status_code == 200


def test_a_consultant_may_hold_a_mentors_interview_without_changing_the_case(client, world):
    mentor = MentorFactory(programme=world.programme, municipality=world.soroe, interviewed_on=None)
    consultant = world.consultant()
    found = interview(world, mentor, interviewer=consultant)
    client.force_login(consultant)
    done = client.post(url(world, "people:interview_step", pk=found.pk, step="holdt"), {"version": "1"})
    assert done.url == url(world, "people:mentor", pk=mentor.pk)
    mentor.refresh_from_db()
    assert mentor.interviewed_on == TODAY


def test_who_holds_the_interview_opens_the_case_without_being_asked_why(world):
    consultant = world.consultant()
    mentor = MentorFactory(programme=world.programme, municipality=world.soroe, organisation=world.partner)
    assert not is_own_case(consultant, mentor)
    interview(world, mentor, interviewer=consultant)
    assert is_own_case(consultant, mentor)


def test_an_unknown_step_is_not_found(leader, world):
    found = interview(world)
    assert leader.post(url(world, "people:interview_step", pk=found.pk, step="slet")).status_code == 404
    assert leader.get(url(world, "people:interview_step", pk=found.pk, step="aflys")).status_code == 405


@pytest.mark.parametrize(("protected", "place"), [(False, "Biblioteket"), (True, None)])
def test_the_calendar_file_names_the_case_alone(leader, world, protected, place):
    row = newcomer(world, "Hemmelig", case_number="B-7", person__protected=protected)
    found = interview(world, row, meeting_place="Biblioteket")
    response = leader.get(url(world, "people:interview_ics", pk=found.pk))
    assert response["Content-Type"].startswith("text/calendar")
    event = next(iter(icalendar.Calendar.from_ical(response.content).walk("VEVENT")))
    assert event["summary"] == "Samtale B-7"
    assert event.get("location") == place
    assert event["dtend"].dt - event["dtstart"].dt == datetime.timedelta(hours=1)
    assert event["dtstart"].dt == found.starts_at
    assert "Hemmelig" not in response.content.decode()


def test_the_person_page_shows_interviews_and_the_way_to_book(leader, world):
    row = newcomer(world)
    page = url(world, "people:refugee", pk=row.pk)
    assert url(world, "people:refugee_booking", pk=row.pk) in leader.get(page).content.decode()
    found = interview(world, row)
    shown = leader.get(page).content.decode()
    assert url(world, "people:interview", pk=found.pk) in shown
    assert url(world, "people:refugee_booking", pk=row.pk) not in shown


def test_the_start_page_counts_todays_without_a_name(leader, world):
    interview(world, newcomer(world, "Navnet"), hour=13)
    interview(world, day=TODAY + datetime.timedelta(days=1))
    page = leader.get("/").content.decode()
    assert "13.00" in page
    assert "Navnet" not in page


@pytest.mark.parametrize("role", [Role.TASK_GROUP, Role.STEERING_GROUP])
def test_others_see_no_calendar(client, world, role):
    found = interview(world)
    client.force_login(world.in_role(role))
    assert client.get(url(world)).status_code == 403
    assert client.get(url(world, "people:interview", pk=found.pk)).status_code == 403
