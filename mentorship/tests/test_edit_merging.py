"""Two who save one page: what only the other changed is taken over, so that saving again loses nothing."""

import datetime

import pytest
from django.urls import reverse

from mentorship.models import Person, Profile, Refugee
from mentorship.people.identity import cpr_fields
from mentorship.people.roster.cpr import parse_cpr
from mentorship.testing.factories import RefugeeFactory
from mentorship.tests.people_world import people_world
from mentorship.tests.test_edit_pages import refugee, sent, url

pytestmark = pytest.mark.django_db
FIRST_DAY = datetime.date(2026, 2, 1)


@pytest.fixture
def world(morning):
    return people_world()


@pytest.fixture
def leader(enter, world):
    return enter(world.leader)


def opened(response, **changes):
    return sent(response, **changes) | {"opened": response.context["form"].opened_with()}


class TestTheCase:
    def test_what_only_the_other_changed_stays_when_the_loser_saves_again(self, leader, world):
        row = refugee(world, note="før", interpreter=None, person__phone="11 11 11 11")
        page = leader.get(url(row, "edit"))
        theirs = {"phone": "22 22 22 22", "country": "ER", "interpreter": "true", "note": "hendes"}
        theirs |= {"arrived_on": "01-02-2026"}
        assert leader.post(url(row, "edit"), opened(page, **theirs)).status_code == 302
        told = leader.post(url(row, "edit"), opened(page, note="min", email="ny@eksempel.invalid"))
        assert told.status_code == 409
        conflict = told.context["conflict"]
        assert {(one.yours, one.theirs) for one in conflict["taken"]} >= {("11 11 11 11", "22 22 22 22")}
        assert len(conflict["taken"]) == 4
        assert [(one.theirs, one.yours, one.both) for one in conflict["rows"]] == [
            (row.person.email or "intet", "ny@eksempel.invalid", False),
            ("hendes", "min", True),
        ]
        assert "22 22 22 22 (før: 11 11 11 11)" in told.content.decode()
        assert leader.post(url(row, "edit"), opened(told)).status_code == 302
        row = Refugee.objects.select_related("person").get(pk=row.pk)
        assert (row.person.phone, row.person.email) == ("22 22 22 22", "ny@eksempel.invalid")
        assert (row.country, row.interpreter, row.arrived_on, row.note) == ("ER", True, FIRST_DAY, "min")

    def test_what_the_other_emptied_is_emptied(self, leader, world):
        row = refugee(world, note="væk", person__protected=False, arrived_on=FIRST_DAY)
        page = leader.get(url(row, "edit"))
        leader.post(url(row, "edit"), {**opened(page), "note": "", "arrived_on": ""})
        told = leader.post(url(row, "edit"), opened(page, phone="33 33 33 33"))
        leader.post(url(row, "edit"), opened(told))
        row = Refugee.objects.select_related("person").get(pk=row.pk)
        assert (row.note, row.arrived_on, row.person.phone) == ("", None, "33 33 33 33")

    def test_a_third_who_saves_meanwhile_is_met_too(self, leader, world):
        row = refugee(world)
        page = leader.get(url(row, "edit"))
        leader.post(url(row, "edit"), opened(page, phone="22 22 22 22"))
        told = leader.post(url(row, "edit"), opened(page, note="min"))
        leader.post(url(row, "edit"), opened(leader.get(url(row, "edit")), country="SY"))
        again = leader.post(url(row, "edit"), opened(told))
        assert again.status_code == 409
        leader.post(url(row, "edit"), opened(again))
        row = Refugee.objects.select_related("person").get(pk=row.pk)
        assert (row.person.phone, row.country, row.note) == ("22 22 22 22", "SY", "min")

    @pytest.mark.parametrize("carried", ["", "{", "[]", '"x"'])
    def test_a_page_that_carries_nothing_shows_both_and_keeps_the_text(self, leader, world, carried):
        row = refugee(world, note="før")
        page = leader.get(url(row, "edit"))
        leader.post(url(row, "edit"), opened(page, note="hendes"))
        told = leader.post(url(row, "edit"), sent(page, note="min") | {"opened": carried})
        assert (told.status_code, told.context["conflict"]["taken"]) == (409, [])


class TestTheProfile:
    def test_languages_of_both_are_kept_whatever_row_they_stood_in(self, leader, world):
        row = refugee(world)
        Profile.objects.filter(refugee=row).update(languages={"ar": 5}, occupation="")
        page = leader.get(url(row, "profile"))
        theirs = {"language_0": "ar", "level_0": "4", "language_1": "ti", "level_1": "3"}
        assert leader.post(url(row, "profile"), opened(page, **theirs)).status_code == 302
        mine = {"language_1": "so", "level_1": "2", "language_2": "en", "level_2": "1", "occupation": "kok"}
        told = leader.post(url(row, "profile"), opened(page, **mine))
        assert told.status_code == 409
        assert leader.post(url(row, "profile"), opened(told)).status_code == 302
        profile = Profile.objects.get(refugee=row)
        assert profile.languages == {"ar": 4, "ti": 3, "so": 2, "en": 1}
        assert profile.occupation == "kok"

    def test_what_the_other_ticked_stays_ticked(self, leader, world):
        row = refugee(world)
        Profile.objects.filter(refugee=row).update(availability=["weekend"], own_transport=None)
        page = leader.get(url(row, "profile"))
        theirs = {"availability": ["weekend", "weekday_evening"], "own_transport": "false"}
        assert leader.post(url(row, "profile"), opened(page, **theirs)).status_code == 302
        told = leader.post(url(row, "profile"), opened(page, expectations="min"))
        assert leader.post(url(row, "profile"), opened(told)).status_code == 302
        profile = Profile.objects.get(refugee=row)
        assert sorted(profile.availability) == ["weekday_evening", "weekend"]
        assert (profile.own_transport, profile.expectations) == (False, "min")


def test_a_refused_cpr_number_says_the_same_whoever_carries_it(leader, world):
    """A neighbour's on the list, or somebody's whom the user may not see: the words do not tell."""
    row, near, far = refugee(world), refugee(world), RefugeeFactory()
    for number, carrier in (("1203921234", near), ("1303921235", far)):
        Person.objects.filter(pk=carrier.person_id).update(**cpr_fields(parse_cpr(number)))
    mine = sent(leader.get(url(row, "edit")))
    new = reverse("people:refugee_new", args=[world.programme.key])
    facts = {"name": "En Anden", "municipality": world.soroe.pk, "registered_on": "20-11-2026"}
    answers = [
        leader.post(url(row, "edit"), mine | {"cpr": "1203921234"}),
        leader.post(url(row, "edit"), mine | {"cpr": "1303921235"}),
        leader.post(new, facts | {"cpr": "1303921235"}),
    ]
    assert [answer.status_code for answer in answers] == [400] * 3
    assert len({str(answer.context["form"].non_field_errors()) for answer in answers}) == 1
