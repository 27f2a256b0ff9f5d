"""The interview in steps: what is kept on the way, what is saved at the end, and what is in the way of it."""

import datetime

import pytest
from django.urls import reverse

from mentorship.models import Act, Consent, Draft, Interview, LookUp, ProfileVersion
from mentorship.permissions import Role
from mentorship.testing.factories import MentorFactory, RefugeeFactory
from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 22)
STEPS = ["baggrund", "sprog", "arbejde", "oensker", "hverdag", "forventninger", "personlighed", "samtykke"]


@pytest.fixture
def world(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 22, 9, 4, tzinfo=datetime.UTC))
    return people_world()


@pytest.fixture
def leader(client, world):
    client.force_login(world.leader)
    return client


def newcomer(world, **fields):
    """Registered, nothing known."""
    row = RefugeeFactory(
        programme=world.programme,
        municipality=world.soroe,
        interviewed_on=None,
        papers=False,
        profile=None,
        **fields,
    )
    return type(row).objects.get(pk=row.pk)


def url(row, step):
    return reverse(f"people:{row.side}_interview", args=[row.programme.key, row.pk, step])


def version(client, row):
    return client.get(url(row, "baggrund")).context["form"]["version"].value()


def say(client, row, step, go="next", **answers):
    answers.setdefault("version", version(client, row))
    return client.post(url(row, step), answers | {"go": go})


def finish(client, row, **fields):
    fields.setdefault("held_on", "22-11-2026")
    return client.post(url(row, "gennemse"), fields | {"go": "finish"})


class TestTheWay:
    @pytest.mark.parametrize("step", [*STEPS, "gennemse"])
    def test_each_step_opens_and_says_how_far_it_is(self, leader, world, step):
        row = newcomer(world)
        page = leader.get(url(row, step))
        assert page.status_code == 200
        assert page.context["total"] == 9
        assert page.context["number"] == ([*STEPS, "gennemse"].index(step) + 1)
        assert LookUp.objects.filter(person_id=row.person_id, what="interview").count() == 1

    def test_next_keeps_what_was_said_and_saves_nothing(self, leader, world):
        row = newcomer(world)
        answer = say(leader, row, "arbejde", occupation="slagter", education="vocational")
        assert answer.url == url(row, "oensker")
        row.refresh_from_db()
        assert not hasattr(row, "profile")
        again = leader.get(url(row, "arbejde"))
        assert again.context["form"]["occupation"].value() == "slagter"

    def test_back_keeps_it_too_even_half_written(self, leader, world):
        row = newcomer(world)
        answer = say(leader, row, "sprog", go="back", language_0="ar")  # no level yet
        assert answer.url == url(row, "baggrund")
        assert "ar" in leader.get(url(row, "sprog")).content.decode()
        assert leader.get(url(row, "sprog")).context["form"].errors == {}

    def test_next_says_what_is_wrong_and_keeps_it(self, leader, world):
        row = newcomer(world)
        answer = say(leader, row, "sprog", language_0="ar")
        assert answer.status_code == 400
        assert "level_0" in answer.context["form"].errors
        assert Draft.objects.get(user=world.leader).data["language_0"] == ["ar"]

    def test_what_is_too_long_to_be_kept_is_told(self, leader, world):
        row = newcomer(world)
        answer = say(leader, row, "forventninger", expectations="x" * 100_001)
        assert answer.status_code == 400
        assert not Draft.objects.exists()

    def test_any_step_can_be_gone_to_and_the_interview_left(self, leader, world):
        row = newcomer(world)
        assert say(leader, row, "sprog", go="hverdag").url == url(row, "hverdag")
        assert say(leader, row, "sprog", go="close").url == reverse(
            "people:refugee", args=[row.programme.key, row.pk]
        )

    def test_a_mentor_is_asked_what_mentors_are(self, leader, world):
        row = MentorFactory(programme=world.programme, municipality=world.soroe)
        page = leader.get(url(row, "hverdag"))
        assert "capacity" in page.context["form"].fields
        background = leader.get(url(row, "baggrund")).context["form"].fields
        assert "local_ties" in background
        assert "country" not in background

    def test_an_unknown_step_is_not_there(self, leader, world):
        assert leader.get(url(newcomer(world), "frokost")).status_code == 404

    def test_no_query_for_each_draft(self, leader, world, django_assert_max_num_queries):
        row = newcomer(world)
        for step in STEPS[:-1]:
            say(leader, row, step)
        with django_assert_max_num_queries(40):
            leader.get(url(row, "gennemse"))


class TestTheEnd:
    def test_everything_is_saved_at_once(self, leader, world):
        row = newcomer(world)
        say(
            leader,
            row,
            "baggrund",
            birth_year="1990",
            country="SY",
            children="some",
            children_birth_years="2016",
        )
        say(
            leader,
            row,
            "sprog",
            language_0="ar",
            level_0="5",
            language_1="da",
            level_1="2",
            interpreter="True",
        )
        say(leader, row, "oensker", interests=["løb"], more_interests="skak", needs=["work"])
        say(leader, row, "personlighed", personality_calm="4")
        say(leader, row, "samtykke", language="en", given_on="22-11-2026", consent_counterpart="on")
        answer = finish(leader, row)
        assert answer.status_code == 302, answer.context["form"].errors
        row = type(row).objects.get(pk=row.pk)
        assert (row.interviewed_on, row.country, row.interpreter) == (TODAY, "SY", True)
        assert row.person.birth_year == 1990
        facts = row.profile.facts()
        assert (facts["languages"], facts["interests"]) == ({"ar": 5, "da": 2}, ["løb", "skak"])
        assert (facts["needs"], facts["personality"]) == (["work"], {"calm": 4})
        assert facts["children_birth_years"] == [2016]
        assert facts["availability"] is None  # that step was skipped: unknown stays unknown
        consent = Consent.objects.get(refugee=row)
        assert (consent.scope, consent.language, consent.given_on) == ("counterpart", "en", TODAY)
        assert consent.text_version == "1"
        assert ProfileVersion.objects.filter(profile=row.profile).count() == 2
        assert Act.objects.filter(kind="refugee.interviewed", subject_id=str(row.pk)).count() == 1
        assert not Draft.objects.exists()

    def test_a_step_not_gone_through_leaves_what_is_known(self, leader, world):
        row = RefugeeFactory(programme=world.programme, municipality=world.soroe)
        say(leader, row, "forventninger", expectations="Et netværk.")
        finish(leader, row)
        row.profile.refresh_from_db()
        assert (row.profile.expectations, row.profile.occupation) == ("Et netværk.", "kok")

    def test_a_later_interview_does_not_begin_the_waiting_again(self, leader, world):
        row = RefugeeFactory(programme=world.programme, municipality=world.soroe)
        before = (row.interviewed_on, row.waiting_since)
        say(leader, row, "forventninger", expectations="Et netværk.")
        finish(leader, row)
        row.refresh_from_db()
        assert (row.interviewed_on, row.waiting_since) == before

    def test_a_day_that_lies_ahead_is_refused_and_the_draft_stays(self, leader, world):
        row = newcomer(world)
        say(leader, row, "arbejde", occupation="slagter")
        assert finish(leader, row, held_on="23-11-2026").status_code == 400
        assert Draft.objects.count() == 1

    def test_what_is_wrong_in_a_step_stops_the_end(self, leader, world):
        row = newcomer(world)
        say(leader, row, "sprog", go="gennemse", language_0="ar")
        page = finish(leader, row)
        assert page.status_code == 400
        assert [part["slug"] for part in page.context["broken"]] == ["sprog"]
        assert "level_0" in leader.get(f"{url(row, 'sprog')}?fejl=1").context["form"].errors

    def test_the_appointment_of_the_day_has_been_held(self, leader, world):
        row = newcomer(world)
        for day in (22, 25):
            Interview.objects.create(
                refugee=row,
                starts_at=datetime.datetime(2026, 11, day, 12, tzinfo=datetime.UTC),
                interviewer=world.leader,
            )
        finish(leader, row)
        assert [each.state for each in row.interviews.order_by("starts_at")] == ["held", "planned"]

    def test_a_consent_that_holds_is_not_given_twice(self, leader, world):
        row = RefugeeFactory(programme=world.programme, municipality=world.soroe)
        say(leader, row, "samtykke", language="da", given_on="22-11-2026", consent_counterpart="on")
        assert finish(leader, row).status_code == 302
        assert Consent.objects.filter(refugee=row, scope="counterpart").count() == 1

    def test_what_is_unknown_is_said(self, leader, world):
        row = newcomer(world)
        say(leader, row, "arbejde", occupation="slagter")
        page = leader.get(url(row, "gennemse"))
        assert "slagter" in page.content.decode()
        assert any("Sprog" in label for label in page.context["unknown"])


class TestTwoAtOnce:
    def test_nothing_is_lost_and_nothing_overwritten_unknowingly(self, leader, world, client):
        row = RefugeeFactory(programme=world.programme, municipality=world.soroe)
        say(leader, row, "arbejde", occupation="bager")
        type(row.profile).objects.filter(pk=row.profile.pk).update(occupation="murer", version=2)
        page = finish(leader, row)
        assert page.status_code == 409
        assert ("murer", "bager") in [(d.theirs, d.yours) for d in page.context["conflict"]["rows"]]
        row.profile.refresh_from_db()
        assert row.profile.occupation == "murer"
        assert Draft.objects.count() == 1
        again = finish(leader, row, seen=page.context["form"]["seen"].value())
        assert again.status_code == 302
        row.profile.refresh_from_db()
        assert (row.profile.occupation, row.profile.version) == ("bager", 3)

    def test_a_third_who_saves_between_is_told_of_too(self, leader, world):
        row = RefugeeFactory(programme=world.programme, municipality=world.soroe)
        say(leader, row, "arbejde", occupation="bager")
        type(row.profile).objects.filter(pk=row.profile.pk).update(version=2)
        seen = finish(leader, row).context["form"]["seen"].value()
        type(row.profile).objects.filter(pk=row.profile.pk).update(version=3)
        assert finish(leader, row, seen=seen).status_code == 409


class TestWho:
    def test_a_consultant_of_another_municipality_finds_nobody(self, client, world):
        row = newcomer(world)
        client.force_login(world.consultant(world.ringsted))
        assert client.get(url(row, "baggrund")).status_code == 404
        assert client.post(url(row, "gennemse"), {"go": "finish"}).status_code == 404

    def test_a_partner_interviews_its_own_mentors(self, client, world):
        own = MentorFactory(programme=world.programme, municipality=world.soroe, organisation=world.partner)
        other = MentorFactory(programme=world.programme, municipality=world.soroe)
        client.force_login(world.partner_user())
        assert client.get(url(own, "baggrund")).status_code == 200
        assert client.get(url(other, "baggrund")).status_code == 404

    @pytest.mark.parametrize("role", [Role.TASK_GROUP, Role.EVALUATOR])
    def test_other_roles_are_refused(self, client, world, role):
        row = newcomer(world)
        client.force_login(world.in_role(role))
        assert client.get(url(row, "baggrund")).status_code == 403

    def test_anothers_draft_is_not_ones_own(self, client, world):
        row = newcomer(world)
        client.force_login(world.leader)
        say(client, row, "arbejde", occupation="slagter")
        client.force_login(world.consultant())
        assert "slagter" not in client.get(url(row, "arbejde")).content.decode()

    def test_a_protected_name_is_not_shown(self, leader, world):
        row = newcomer(world, person__protected=True, person__name="Kanarie Skjult")
        for step in [*STEPS, "gennemse"]:
            assert "Kanarie" not in leader.get(url(row, step)).content.decode()
