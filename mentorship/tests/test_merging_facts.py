"""One human being registered twice: what only one of the two cases knows outlives the one that goes."""

import pytest
from django.urls import reverse

from mentorship.models import Profile, ProfileVersion, Refugee
from mentorship.tests.people_world import people_world
from mentorship.tests.test_duplicates import TWIN, merge, refugee

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(morning):
    return people_world()


@pytest.fixture
def twins(world):
    """The first was talked with twice; the second came in with a roster."""
    stays = refugee(world, papers=False, country="", interpreter=None, note="hendes", **TWIN)
    goes = refugee(world, papers=False, country="ER", interpreter=False, note="", **TWIN)
    Profile.objects.filter(refugee=stays).update(
        version=2, languages={"ar": 5}, occupation="", needs=None, interests=[], own_transport=None
    )
    Profile.objects.filter(refugee=goes).update(
        languages={"ti": 5}, occupation="kok", needs=["work"], interests=["sang"], own_transport=False
    )
    return stays, goes


def test_what_only_the_one_that_goes_knows_goes_over(world, twins):
    stays, goes = twins
    merge(world, *twins)
    row = Refugee.objects.get()
    assert (row.pk, row.country, row.interpreter, row.note) == (stays.pk, "ER", False, "hendes")
    profile = Profile.objects.get(refugee=row)
    assert (profile.occupation, profile.needs, profile.own_transport) == ("kok", ["work"], False)
    assert (profile.languages, profile.interests) == ({"ar": 5}, []), "what is known stays, also none"
    assert profile.version == 3
    assert set(ProfileVersion.objects.values_list("number", flat=True)) == {2, 3}


def test_the_comparison_says_what_goes_over_before_anything_does(world, twins, enter):
    pair = sorted(row.person_id for row in twins)
    page = enter(world.leader).get(reverse("people:duplicate", args=[world.programme.key, *pair]))
    said = {row["label"]: row["value"] for row in page.context["brought"]}
    assert said.pop("Arbejde") == "kok"
    assert said.pop("Oprindelsesland") == "Eritrea"
    assert "Behov" in said
    assert any("tolk" in label for label in said)
    assert not {"Sprog", "Interesser"} & set(said)
    assert Refugee.objects.count() == 2
