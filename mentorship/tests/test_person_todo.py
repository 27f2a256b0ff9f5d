"""What stands first on the page of a case, the next act of each clearance, and the time line."""

import datetime

import pytest
from django.urls import reverse

from mentorship.models import Clearance, Consent, Profile
from mentorship.people.papers import give_consent, withdraw_consent
from mentorship.registry import PersonPanel
from mentorship.testing.factories import MentorFactory, RefugeeFactory
from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 22)


@pytest.fixture
def world(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 22, 9, 4, tzinfo=datetime.UTC))
    return people_world()


@pytest.fixture
def leader(client, world):
    client.force_login(world.leader)
    return client


@pytest.fixture(autouse=True)
def no_panels(monkeypatch):
    """The panels' own items are tested where they are made."""
    monkeypatch.setattr("mentorship.views.person_parts.PERSON_PANELS", [])


def refugee(world, **fields):
    return RefugeeFactory(programme=world.programme, municipality=world.soroe, **fields)


def mentor(world, **fields):
    return MentorFactory(programme=world.programme, municipality=world.soroe, **fields)


def open_case(client, row):
    return client.get(reverse(f"people:{row.side}", args=[row.programme.key, row.pk]))


def todo(client, row):
    return open_case(client, row).context["todo"]


def texts(client, row):
    return [item["text"] for item in todo(client, row) if item["tone"] != "unknown"]


def demand(world, kind, required="always"):
    """Let the programme require a clearance."""
    for rule in world.programme.document["matching"]["rules"]["clearances"]:
        if rule["kind"] == kind:
            rule["required"] = required
    world.programme.save()


class TestToDo:
    def test_the_interview_comes_before_the_selection(self, leader, world):
        row = refugee(world, interviewed_on=None, selected_on=None)
        first = todo(leader, row)[0]
        assert first["text"] == "Samtalen er ikke holdt"
        assert "/samtale/" in first["url"]

    def test_whoever_is_interviewed_is_to_be_selected(self, leader, world):
        first = todo(leader, refugee(world, selected_on=None, waiting_since=None))[0]
        assert first["text"] == "Samtale holdt, men ikke udvalgt endnu"
        assert first["url"] == reverse("people:selection", args=[world.programme.key])

    def test_a_paper_that_runs_out_is_named(self, leader, world):
        row = mentor(world)
        day = TODAY + datetime.timedelta(days=14)
        Clearance.objects.filter(mentor=row, kind="child_certificate").update(expires_on=day)
        assert texts(leader, row) == ["Børneattest udløber om 14 dage: bed om ny"]

    def test_a_consent_that_stops_a_match_is_asked_for(self, leader, world):
        row = refugee(world)
        Consent.objects.filter(refugee=row, scope="participation").delete()
        assert texts(leader, row) == ["Kan ikke matches uden samtykke: deltagelse og registrering"]

    def test_a_consent_that_stops_nothing_is_not(self, leader, world):
        row = refugee(world)
        Consent.objects.filter(refugee=row, scope="evaluation").delete()
        assert texts(leader, row) == []

    def test_open_questions_that_count_lead_to_themselves(self, leader, world):
        row = refugee(world)
        Profile.objects.filter(refugee=row).update(languages=None)
        last = todo(leader, row)[-1]
        assert (last["url"], last["tone"]) == ("#ukendt", "unknown")
        assert 'id="ukendt"' in open_case(leader, row).content.decode()

    def test_whoever_has_left_is_left_alone(self, leader, world):
        assert todo(leader, refugee(world, interviewed_on=None, left_on=TODAY)) == []

    def test_what_a_panel_says_comes_first_and_its_button_too(self, leader, world, monkeypatch):
        told = {"text": "Log samtalen", "url": "/x/", "action": "Log den", "tone": "stop"}
        button = {"label": "Find mentor", "url": "/y/", "primary": True}
        panel = PersonPanel(
            "own",
            "components/_draft_status.html",
            lambda request, row: {"title": "Panelet", "todo": [told], "actions": [button]},
            1,
        )
        monkeypatch.setattr("mentorship.views.person_parts.PERSON_PANELS", [panel])
        context = open_case(leader, refugee(world, interviewed_on=None)).context
        assert context["todo"][0] == told
        assert context["actions"][0] == button

    def test_who_may_not_write_is_told_without_a_way_to_do_it(self, client, world):
        row = mentor(world, interviewed_on=None, organisation=None)
        client.force_login(world.consultant())
        page = reverse("people:mentor", args=[world.programme.key, row.pk])
        purpose = reverse("people:mentor_purpose", args=[world.programme.key, row.pk])
        client.post(purpose, {"ground": "other", "purpose": "Afløser en kollega", "next": page})
        context = client.get(page).context
        assert (context["todo"][0]["text"], context["todo"][0]["url"]) == ("Samtalen er ikke holdt", "")
        assert context["actions"] == []


class TestNextAct:
    """Of the child certificate, on 22 November."""

    def shown(self, client, row):
        papers = open_case(client, row).context["clearances"]
        return next(paper for paper in papers if paper["kind"] == "child_certificate")

    @pytest.mark.parametrize(
        ("days", "said", "urgent"),
        [
            pytest.param({}, "Bed om børneattest", True, id="nothing-yet"),
            pytest.param({"requested_on": -3}, "Bedt om 19-11-2026: afvent svar", False, id="waiting"),
            pytest.param({"requested_on": -20}, "Bedt om for 20 dage siden: ryk for den", True, id="late"),
            pytest.param({"seen_on": -300}, "", False, id="seen"),
            pytest.param({"seen_on": -300, "expires_on": 200}, "", False, id="valid-for-long"),
            pytest.param(
                {"seen_on": -300, "expires_on": 14}, "Udløber om 14 dage: bed om ny", True, id="expiring"
            ),
            pytest.param(
                {"seen_on": -300, "expires_on": -2}, "Udløb 20-11-2026: bed om ny", True, id="expired"
            ),
        ],
    )
    def test_it_says_what_to_do_and_whether_now(self, leader, world, days, said, urgent):
        demand(world, "child_certificate")
        row = mentor(world, papers=False)
        if days:
            Clearance.objects.create(
                mentor=row,
                kind="child_certificate",
                **{name: TODAY + datetime.timedelta(days=count) for name, count in days.items()},
            )
        paper = self.shown(leader, row)
        assert (paper["next"], paper["urgent"]) == (said, urgent)
        assert paper["marks"] == bool(said)

    def test_what_only_some_matches_need_is_not_pressed_for(self, leader, world):
        paper = self.shown(leader, mentor(world, papers=False))
        assert (paper["next"], paper["urgent"]) == ("Bed om børneattest", False)

    def test_what_the_programme_does_not_ask_for_has_no_next_act(self, leader, world):
        demand(world, "child_certificate", "never")
        paper = self.shown(leader, mentor(world, papers=False))
        assert (paper["next"], paper["marks"]) == ("", False)

    def test_one_tap_on_the_case_leads_back_to_it(self, leader, world):
        row = mentor(world, papers=False)
        url = reverse("people:mentor_paper", args=[world.programme.key, row.pk])
        response = leader.post(url, {"kind": "child_certificate", "mark": "requested", "back": "case"})
        page = reverse("people:mentor", args=[world.programme.key, row.pk])
        assert response.url == f"{page}#attester"
        assert Clearance.objects.get().requested_on == TODAY


class TestTimeLine:
    def events(self, client, row):
        line = open_case(client, row).context["timeline"]
        return [(event["when"], event["what"]) for event in line["events"] + line["older"]]

    def test_the_case_from_registration_on_the_latest_first(self, leader, world):
        day = datetime.date(2026, 10, 1)
        row = mentor(
            world,
            papers=False,
            registered_on=day,
            interviewed_on=day,
            selected_on=datetime.date(2026, 10, 9),
            trained_on=datetime.date(2026, 11, 2),
        )
        Clearance.objects.create(mentor=row, kind="confidentiality", seen_on=TODAY)
        assert self.events(leader, row) == [
            ("22-11-2026", "Tavshedserklæring set"),
            ("02-11-2026", "Gennemførte mentoruddannelsen"),
            ("09-10-2026", "Udvalgt"),
            ("01-10-2026", "Samtale holdt"),
            ("01-10-2026", "Registreret"),
        ]

    def test_consents_of_a_day_stand_together_and_a_withdrawal_alone(self, leader, world):
        row = refugee(world, papers=False, registered_on=datetime.date(2026, 1, 1))
        day = datetime.date(2026, 10, 1)
        for scope in ("participation", "counterpart"):
            give_consent(enrolment=row, scope=scope, given_on=day, language="da", by=world.leader)
        withdraw_consent(enrolment=row, scope="counterpart", withdrawn_on=TODAY, by=world.leader)
        events = self.events(leader, row)
        assert events[:2] == [("22-11-2026", "Trak samtykke tilbage"), ("01-10-2026", "Gav samtykke")]
        assert "Gav samtykke" not in [what for _, what in events[2:]]


def test_the_trail_names_who_did_it(leader, world):
    row = refugee(world, papers=False)
    give_consent(enrolment=row, scope="evaluation", given_on=TODAY, language="da", by=world.leader)
    trail = open_case(leader, row).context["trail"]["rows"]
    assert {entry["who"] for entry in trail} == {"Lene Bach"}
    assert world.leader.email not in open_case(leader, row).content.decode()


def test_the_phone_is_one_tap_away_unless_it_is_hidden(leader, world):
    row = refugee(world, person__phone="20 30 40 50")
    assert 'href="tel:20304050"' in open_case(leader, row).content.decode()
    hidden = refugee(world, person__phone="20 30 40 60", person__protected=True)
    assert "20304060" not in open_case(leader, hidden).content.decode()
