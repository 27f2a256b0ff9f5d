"""The page of one person: what it shows, what it hides, what it logs, and the small acts done from it."""

import datetime

import pytest
from django.urls import reverse

from mentorship.models import Act, Clearance, Consent, LookUp
from mentorship.people.identity import cpr_fields
from mentorship.people.roster.cpr import parse_cpr
from mentorship.permissions import Role
from mentorship.registry import PERSON_PANELS, PersonPanel
from mentorship.testing.factories import MentorFactory, ProfileFactory, RefugeeFactory
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


def refugee(world, **fields):
    fields.setdefault("municipality", world.soroe)
    fields.setdefault("person__name", "Kanarie Opdigtet")
    return RefugeeFactory(programme=world.programme, **fields)


def mentor(world, **fields):
    fields.setdefault("municipality", world.soroe)
    return MentorFactory(programme=world.programme, **fields)


def url(row, page=""):
    name = f"people:{row.side}_{page}" if page else f"people:{row.side}"
    return reverse(name, args=[row.programme.key, row.pk])


def with_cpr(row, digits="1203921234"):
    for name, value in cpr_fields(parse_cpr(digits)).items():
        setattr(row.person, name, value)
    row.person.save()
    return row


def test_the_whole_case_is_on_one_page(leader, world):
    row = refugee(world, waiting_since=datetime.date(2026, 9, 12), consultant=world.consultant())
    html = leader.get(url(row)).content.decode()
    for text in ("Kanarie Opdigtet", "Sorø (340)", "Venter på match, 71 dage", "dansk (flydende)", "fodbold"):
        assert text in html
    assert str(row.consultant) in html


def test_looking_is_logged_before_the_answer_and_stands_in_the_trail(leader, world):
    row = refugee(world)
    response = leader.get(url(row))
    logged = LookUp.objects.get()
    assert (logged.person_id, logged.what, logged.user_id) == (row.person_id, "page", world.leader.pk)
    assert response.context["trail"]["rows"][0]["what"] == "Så sagen"


def test_views_in_lists_are_counted_not_listed(leader, world):
    row = refugee(world)
    leader.get(reverse("people:refugees", args=[world.programme.key]))
    trail = leader.get(url(row)).context["trail"]
    assert trail["in_lists"] == 1
    assert len(trail["rows"]) == 1


@pytest.mark.parametrize("panels", [0, 3])
def test_the_page_asks_the_same_number_of_queries_whatever_the_history(
    leader, world, panels, django_assert_max_num_queries
):
    row = mentor(world)
    for _ in range(panels * 5):
        leader.get(url(row))
    with django_assert_max_num_queries(36):
        leader.get(url(row))


def test_panels_of_higher_floors_are_hung_in(leader, world, monkeypatch):
    template = "components/_draft_status.html"
    shown = PersonPanel("own-panel", template, lambda request, row: {"title": "Panelet"}, 1)
    hidden = PersonPanel("no-panel", template, lambda request, row: None, 2)
    monkeypatch.setattr("mentorship.views.person_parts.PERSON_PANELS", [shown, hidden])
    response = leader.get(url(refugee(world)))
    assert [panel["key"] for panel in response.context["panels"]] == ["own-panel"]
    assert 'href="#own-panel">Panelet' in response.content.decode()
    assert [shown, hidden] != PERSON_PANELS


def test_unknown_things_are_asked_about_what_is_worth_most_first(leader, world):
    row = refugee(world)
    ProfileFactory._meta.model.objects.filter(refugee=row).update(
        languages=None, interests=[], occupation="", children_birth_years=None
    )
    asked = [unknown.key for unknown in leader.get(url(row)).context["unknowns"]]
    assert asked[:2] == ["languages", "occupation"]
    assert "interests" not in asked, "none is an answer"
    assert {"children_birth_years", "own_transport"} <= set(asked)


def test_a_case_without_a_profile_asks_everything(leader, world):
    row = refugee(world)
    row.profile.delete()
    assert "languages" in [unknown.key for unknown in leader.get(url(row)).context["unknowns"]]


class TestHidden:
    def test_a_protected_name_is_nowhere_on_the_page(self, leader, world):
        row = refugee(world, person__protected=True, person__email="hemmelig@eksempel.invalid")
        html = leader.get(url(row)).content.decode()
        assert "Kanarie" not in html
        assert "hemmelig@" not in html
        assert f"<h1>{row.case_number}" in html

    def test_it_is_shown_once_for_a_purpose_that_is_logged(self, leader, world):
        row = refugee(world, person__protected=True)
        response = leader.post(url(row, "reveal"), {"what": "name", "purpose": "Brev til sprogskole"})
        assert "Kanarie Opdigtet" in response.content.decode()
        assert "no-store" in response["Cache-Control"]
        logged = LookUp.objects.get()
        assert (logged.what, logged.purpose) == ("name", "Brev til sprogskole")
        assert "Kanarie" not in leader.get(url(row)).content.decode()

    def test_cpr_is_masked_until_asked_for(self, leader, world):
        row = with_cpr(refugee(world))
        masked = leader.get(url(row)).content.decode()
        assert "120392-****" in masked
        assert "1234" not in masked
        shown = leader.post(url(row, "reveal"), {"what": "cpr", "purpose": "Opslag i fagsystem"})
        assert "120392-1234" in shown.content.decode()
        assert LookUp.objects.filter(what="cpr", purpose="Opslag i fagsystem").count() == 1

    @pytest.mark.parametrize("purpose", ["", "x"])
    def test_without_a_purpose_nothing_is_shown(self, leader, world, purpose):
        row = with_cpr(refugee(world))
        response = leader.post(url(row, "reveal"), {"what": "cpr", "purpose": purpose})
        assert response.status_code == 400
        assert "120392-1234" not in response.content.decode()
        assert not LookUp.objects.filter(what="cpr").exists()

    def test_a_partner_never_sees_a_cpr_number(self, client, world):
        row = with_cpr(mentor(world, organisation=world.partner))
        client.force_login(world.partner_user())
        assert "120392" not in client.get(url(row)).content.decode()
        response = client.post(url(row, "reveal"), {"what": "cpr", "purpose": "Vil gerne"})
        assert response.status_code == 302
        assert not LookUp.objects.filter(what="cpr").exists()

    def test_revealing_is_never_a_get(self, leader, world):
        assert leader.get(url(refugee(world), "reveal")).status_code == 405


class TestConsents:
    def give(self, client, row, **data):
        form = {"scope": "evaluation", "act": "give", "on": "20-11-2026", "language": "ti"} | data
        return client.post(url(row, "consent"), form)

    def test_given_then_withdrawn_and_both_stand_in_the_trail(self, leader, world):
        row = refugee(world, papers=False)
        assert self.give(leader, row).status_code == 302
        consent = Consent.objects.get()
        assert (consent.text_version, consent.language, consent.recorded_by) == ("1", "ti", world.leader)
        self.give(leader, row, act="withdraw", on="22-11-2026")
        consent.refresh_from_db()
        assert consent.withdrawn_on == TODAY
        assert list(Act.objects.filter(kind__startswith="consent").values_list("kind", flat=True)) == [
            "consent.withdrawn",
            "consent.given",
        ]

    @pytest.mark.parametrize(
        "data",
        [
            pytest.param({"on": "23-11-2026"}, id="tomorrow"),
            pytest.param({"on": ""}, id="no-day"),
            pytest.param({"act": "withdraw"}, id="nothing-to-withdraw"),
        ],
    )
    def test_what_cannot_be_is_refused_in_words(self, leader, world, data):
        response = self.give(leader, refugee(world, papers=False), **data)
        assert response.status_code == 400
        assert "error-summary" in response.content.decode()
        assert not Consent.objects.exists()

    def test_a_second_yes_is_refused(self, leader, world):
        row = refugee(world, papers=False)
        self.give(leader, row)
        assert self.give(leader, row).status_code == 400
        assert Consent.objects.count() == 1

    def test_withdrawn_before_given_is_refused(self, leader, world):
        row = refugee(world, papers=False)
        self.give(leader, row)
        assert self.give(leader, row, act="withdraw", on="19-11-2026").status_code == 400

    def test_a_consultant_cannot_write_on_mentors(self, client, world):
        row = mentor(world, papers=False)
        client.force_login(world.consultant())
        assert self.give(client, row).status_code == 403


class TestClearances:
    def record(self, client, row, **data):
        form = {"kind": "child_certificate", "requested_on": "", "seen_on": "", "expires_on": ""} | data
        return client.post(url(row, "clearance"), form)

    def test_requested_then_seen_by_whom(self, leader, world):
        row = mentor(world, papers=False)
        self.record(leader, row, requested_on="01-11-2026")
        assert Clearance.objects.get().state == "requested"
        self.record(leader, row, requested_on="01-11-2026", seen_on="20-11-2026", expires_on="20-11-2028")
        clearance = Clearance.objects.get()
        assert (clearance.state, clearance.seen_by) == ("valid", world.leader)
        assert "Til 20-11-2028" in leader.get(url(row)).content.decode()

    @pytest.mark.parametrize(
        "data",
        [
            pytest.param({"seen_on": "23-11-2026"}, id="seen-tomorrow"),
            pytest.param({"expires_on": "01-12-2026"}, id="expires-unseen"),
            pytest.param({"seen_on": "20-11-2026", "expires_on": "19-11-2026"}, id="expires-before-seen"),
        ],
    )
    def test_what_cannot_be_is_refused(self, leader, world, data):
        response = self.record(leader, mentor(world, papers=False), **data)
        assert response.status_code == 400
        assert not Clearance.objects.exists()

    def test_it_expires_as_the_programme_says(self, leader, world):
        document = world.programme.document
        document["matching"]["rules"]["clearances"][0]["valid_months"] = 24
        world.programme.save()
        row = mentor(world, papers=False)
        self.record(leader, row, seen_on="31-10-2026")
        assert Clearance.objects.get().expires_on == datetime.date(2028, 10, 31)


@pytest.mark.parametrize("part", ["", "versions"], ids=["page", "versions"])
def test_a_foreign_row_is_the_same_404_as_none(client, world, part):
    row = refugee(world, municipality=world.ringsted)
    client.force_login(world.consultant())
    assert client.get(url(row, part)).status_code == 404
    missing = url(row, part).replace(f"/{row.pk}/", "/99999/")
    assert client.get(missing).status_code == 404


@pytest.mark.parametrize("role", [Role.STEERING_GROUP, Role.EVALUATOR, Role.TASK_GROUP])
def test_roles_without_cases_are_refused(client, world, role):
    client.force_login(world.in_role(role))
    assert client.get(url(refugee(world))).status_code == 403


@pytest.mark.parametrize("page", ["people:refugees", "people:mentors", "followup:day", "matching:matches"])
def test_no_page_with_names_stays_in_the_browser(leader, world, page):
    assert "no-store" in leader.get(reverse(page, args=[world.programme.key]))["Cache-Control"]
