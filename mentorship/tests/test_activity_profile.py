"""What an activity says of whom it suits: filled in, checked and kept."""

import pytest

from mentorship.models import Activity
from mentorship.registry import ActivityPanel
from mentorship.tests.activities_world import COMING, form, plan, url
from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db
SAID = {
    "kind": "event",
    "side": "refugee",
    "needs": ["network", "language"],
    "interests": ["madlavning"],
    "more_interests": "Brætspil, madlavning , ",
    "language_0": "da",
    "language_2": "ti",
    "availability": ["weekend"],
    "postcode": "4180",
    "wants_gender": "female",
    "age_from": "18",
    "age_to": "30",
}
KEPT = {
    "needs": ["network", "language"],
    "interests": ["madlavning", "brætspil"],
    "languages": ["da", "ti"],
    "availability": ["weekend"],
    "postcode": "4180",
    "wants_gender": "female",
    "age_from": 18,
    "age_to": 30,
}


@pytest.fixture
def world(morning):
    return people_world()


@pytest.fixture
def leader(enter, world):
    return enter(world.leader)


def test_it_is_kept(leader, world):
    leader.post(url(world, "activity_new"), form(COMING, **SAID))
    row = Activity.objects.get()
    assert {name: getattr(row, name) for name in KEPT} == KEPT


def test_left_empty_it_says_nothing(leader, world):
    leader.post(url(world, "activity_new"), form(COMING))
    row = Activity.objects.get()
    assert [row.needs, row.interests, row.languages, row.availability] == [[], [], [], []]
    assert (row.postcode, row.wants_gender, row.age_from, row.age_to) == ("", "", None, None)


def test_the_form_opens_with_what_is_known(leader, world):
    row = plan(world, COMING, side="refugee", kind="event", **KEPT)
    shown = leader.get(url(world, "activity_edit", row.pk)).context["form"]
    assert shown.shows_profile
    told = {name: shown[name].value() for name in ("interests", "more_interests", "language_1", "age_to")}
    assert told == {
        "interests": ["madlavning"],
        "more_interests": "brætspil",
        "language_1": "ti",
        "age_to": 30,
    }


def test_where_nothing_is_said_the_section_is_folded(leader, world):
    assert not leader.get(url(world, "activity_new")).context["form"].shows_profile


@pytest.mark.parametrize(
    ("fields", "blamed"),
    [
        ({"postcode": "418"}, "postcode"),
        ({"postcode": "Sorø"}, "postcode"),
        ({"age_from": "40"}, "age_to"),
        ({"age_to": "200"}, "age_to"),
        ({"language_1": "da"}, "language_1"),
        ({"language_0": "klingon"}, "language_0"),
        ({"needs": ["rum"]}, "needs"),
        ({"interests": ["ukendt"]}, "interests"),
        ({"availability": ["altid"]}, "availability"),
        ({"wants_gender": "alle"}, "wants_gender"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(leader, world, fields, blamed):
    response = leader.post(url(world, "activity_new"), form(COMING, **(SAID | fields)))
    assert response.status_code == 400
    assert blamed in response.context["form"].errors
    assert response.context["form"].shows_profile
    assert not Activity.objects.exists()


def test_a_higher_floor_hangs_up_its_own(leader, world, monkeypatch):
    told = {"proposed": 0, "url": "/kanarie/"}
    here = ActivityPanel("kanarie", "matching/partials/_activity_seats.html", lambda request, row: told, 1)
    nothing = ActivityPanel("intet", "findes/ikke.html", lambda request, row: None, 2)
    monkeypatch.setattr("mentorship.views.activity_parts.ACTIVITY_PANELS", [here, nothing])
    response = leader.get(url(world, "activity", plan(world, COMING).pk))
    assert "/kanarie/" in response.content.decode()
