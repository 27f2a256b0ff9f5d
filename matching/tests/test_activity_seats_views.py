"""The pages where participants are found: what they show, to whom, and at what cost."""

import datetime

import pytest
from django.urls import reverse

from matching.activity_panel import matches_activities
from matching.models import ProposedSeat
from matching.services.activity_seats import propose_for_activity
from matching.tests.conftest import TODAY
from mentorship.models import Attendance, LookUp
from mentorship.testing.activities import ActivityFactory
from mentorship.testing.factories import RefugeeFactory

NEXT_WEEK = TODAY + datetime.timedelta(days=7)


@pytest.fixture
def activity(programme):
    return ActivityFactory(
        programme=programme,
        kind="event",
        side="refugee",
        places=2,
        days=[NEXT_WEEK],
        availability=["weekend"],
        languages=["da"],
    )


@pytest.fixture
def people(programme, soroe):
    return [
        RefugeeFactory(programme=programme, municipality=soroe, person__name=f"Kanarie {word}")
        for word in ("Første", "Anden", "Tredje")
    ]


@pytest.fixture
def page(client, leader, at, activity):
    client.force_login(leader)
    return at("seats", activity.pk)


def test_the_activity_leads_there(client, leader, activity, programme, page):
    response = client.get(reverse("people:activity", args=[programme.key, activity.pk]))
    assert page in response.content.decode()


def test_an_activity_of_the_mentors_does_not(client, leader, programme, at):
    client.force_login(leader)
    training = ActivityFactory(programme=programme, days=[NEXT_WEEK])
    response = client.get(reverse("people:activity", args=[programme.key, training.pk]))
    assert at("seats", training.pk) not in response.content.decode()
    assert client.get(at("seats", training.pk)).status_code == 404


def test_looking_proposes_nobody(client, page, people):
    response = client.get(page)
    assert (response.context["possible"], response.context["asked"]) == (3, 3)
    assert not ProposedSeat.objects.exists()


def test_proposed_with_points_and_why_and_logged(client, page, people):
    client.post(page)
    response = client.get(page)
    assert len(response.context["rows"]) == 2
    for one in response.context["rows"]:
        assert one["score"] > 0
        assert one["bars"][0].text
    named = {row.person_id for row in people if row.label in response.content.decode()}
    assert len(named) == 2
    assert named <= set(LookUp.objects.filter(what="matching").values_list("person_id", flat=True))


def test_who_is_ruled_out_stands_there_with_what_rules_out(client, page, people):
    type(people[0].profile).objects.filter(refugee=people[0]).update(languages={"ti": 5})
    (one,) = client.get(page).context["out"]
    assert one["person"]["name"] == people[0].label
    assert len(one["why"]) == 1


def test_one_and_then_all_are_signed_up(client, page, people, at, activity):
    client.post(page)
    url = at("seats_sign_up", activity.pk)
    first, second = (one["pk"] for one in client.get(page).context["rows"])
    client.post(url, {"seat": first})
    assert Attendance.objects.count() == 1
    assert client.get(page).context["all"] == str(second)
    client.post(url, {"seat": f"{first},{second}"})
    assert Attendance.objects.count() == 1
    client.post(url, {"seat": str(second)})
    assert Attendance.objects.count() == 2
    assert client.get(page).context["full"]


def test_put_aside_and_taken_back(client, page, people, at, activity):
    client.post(page)
    pk = client.get(page).context["rows"][0]["pk"]
    client.post(at("seat", activity.pk, pk), {"act": "put_aside"})
    context = client.get(page).context
    assert ([one["pk"] for one in context["decided"]], len(context["rows"])) == ([pk], 1)
    assert context["out"] == []
    client.post(at("seat", activity.pk, pk), {"act": "take_back"})
    assert len(client.get(page).context["rows"]) == 2


def test_what_no_longer_holds_is_told_and_not_offered(client, page, people, activity):
    client.post(page)
    seat = activity.proposed_seats.first()
    type(seat.refugee.profile).objects.filter(refugee=seat.refugee).update(languages={"ti": 5})
    context = client.get(page).context
    (told,) = [one["in_the_way"] for one in context["rows"] if one["pk"] == seat.pk]
    assert told
    assert str(seat.pk) not in context["all"].split(",")


def test_who_is_signed_up_by_hand_is_no_longer_proposed(client, page, people, activity, leader):
    client.post(page)
    seat = activity.proposed_seats.first()
    Attendance.objects.create(session=activity.sessions.get(), refugee=seat.refugee, recorded_by=leader)
    assert seat.pk not in [one["pk"] for one in client.get(page).context["rows"]]


def test_a_consultant_finds_the_own_municipality_alone(client, consultant, at, activity, people, programme):
    RefugeeFactory(programme=programme)
    client.force_login(consultant)
    assert client.get(at("seats", activity.pk)).context["asked"] == len(people)


def test_a_partner_reads_no_refugee(client, partner, at, activity):
    client.force_login(partner)
    assert client.get(at("seats", activity.pk)).status_code == 403
    assert client.post(at("seats_all")).status_code == 403


class TestForAll:
    def test_who_gets_which_and_who_none_and_why(self, client, leader, at, activity, people, programme):
        client.force_login(leader)
        type(people[0].profile).objects.filter(refugee=people[0]).update(languages={"ti": 5})
        before = client.get(at("seats_all")).context
        assert (before["proposed"], len(before["none"])) == (0, 3)
        client.post(at("seats_all"))
        context = client.get(at("seats_all")).context
        assert [len(one["people"]) for one in context["activities"]] == [2]
        (one,) = context["none"]
        assert one["person"]["name"] == people[0].label
        assert "1" in one["why"][0]

    def test_without_activities_it_says_what_is_missing(self, client, leader, at):
        client.force_login(leader)
        assert client.get(at("seats_all")).status_code == 200
        client.post(at("seats_all"))
        assert not ProposedSeat.objects.exists()

    @pytest.mark.parametrize("name", ["seats", "seats_all"])
    @pytest.mark.parametrize("count", [2, 12])
    def test_it_costs_the_same_whoever_there_is(
        self, client, leader, at, activity, soroe, programme, name, count, django_assert_num_queries
    ):
        for _ in range(count):
            RefugeeFactory(programme=programme, municipality=soroe)
        type(activity).objects.update(places=count - 1)
        propose_for_activity(activity=activity, by=leader)
        client.force_login(leader)
        url = at(name, activity.pk) if name == "seats" else at(name)
        client.get(url)
        with django_assert_num_queries({"seats": 20, "seats_all": 19}[name]):
            client.get(url)


@pytest.mark.parametrize(
    ("counterpart", "shown"), [("activity", True), ("association", True), ("mentor", False)]
)
def test_programmes_that_match_with_activities_have_it_in_the_menu(
    client, leader, at, programme, counterpart, shown
):
    programme.document["matching"]["counterpart"] = counterpart
    programme.save()
    assert matches_activities(programme) is shown
    client.force_login(leader)
    response = client.get(reverse("people:activities", args=[programme.key]))
    assert (at("seats_all") in response.content.decode()) is shown
