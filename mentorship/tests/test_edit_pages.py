"""Registering and editing: what is saved, what is refused, drafts that are kept, and two who save at once."""

import datetime
import json

import pytest
from django.urls import reverse

from mentorship.models import Draft, LookUp, Mentor, Person, ProfileVersion, Refugee
from mentorship.people.identity import cpr_fields
from mentorship.people.roster.cpr import parse_cpr
from mentorship.testing.factories import MentorFactory, RefugeeFactory, UserFactory
from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 22, 8, 12, tzinfo=datetime.UTC))
    return people_world()


@pytest.fixture
def leader(client, world):
    client.force_login(world.leader)
    return client


def refugee(world, **fields):
    fields.setdefault("municipality", world.soroe)
    return RefugeeFactory(programme=world.programme, **fields)


def url(row, page):
    return reverse(f"people:{row.side}_{page}", args=[row.programme.key, row.pk])


def sent(response, **changes):
    """What the browser would send back from the form of `response`, with changes."""
    form = response.context["form"]
    data = {}
    for field in form:
        value = field.field.widget.format_value(field.value()) if field.value() is not None else ""
        value = field.field.prepare_value(field.value()) if isinstance(field.value(), list) else value
        if isinstance(value, bool) or value is None:
            continue
        data[field.html_name] = value
    if form.fields.get("protected") and form["protected"].value():
        data["protected"] = "on"
    return {name: value for name, value in (data | changes).items() if value not in ("", [], ["None"])}


class TestRegistering:
    def facts(self, world, **changes):
        return {
            "name": "  Rahwa   Tesfay ",
            "municipality": world.soroe.pk,
            "registered_on": "20-11-2026",
            "capacity": "2",
        } | changes

    def post(self, client, world, side="refugee", **changes):
        page = reverse(f"people:{side}_new", args=[world.programme.key])
        return client.post(page, self.facts(world, **changes))

    def test_a_refugee_is_registered_with_an_empty_profile(self, leader, world):
        response = self.post(leader, world, cpr="120392-1234", email="RAHWA@eksempel.invalid")
        row = Refugee.objects.get()
        assert response.url == reverse("people:refugee", args=[world.programme.key, row.pk])
        assert (row.person.name, row.person.email) == ("Rahwa Tesfay", "rahwa@eksempel.invalid")
        assert (row.case_number, row.waiting_since) == ("B-0001", None)
        assert row.person.masked_cpr == "120392-****"
        assert row.profile.languages is None
        assert ProfileVersion.objects.get().number == 1

    def test_waiting_counts_from_the_day_the_programme_says(self, leader, world):
        self.post(leader, world, selected_on="21-11-2026")
        assert Refugee.objects.get().waiting_since == datetime.date(2026, 11, 21)

    def test_a_mentor_of_two_places(self, leader, world):
        self.post(leader, world, side="mentor", organisation=world.partner.pk)
        row = Mentor.objects.get()
        assert (row.capacity, row.organisation, row.case_number) == (2, world.partner, "M-0001")

    def test_a_partner_registers_its_own_mentors_alone(self, client, world):
        client.force_login(world.partner_user())
        other = world.programme.organisations.exclude(pk=world.partner.pk).first()
        assert self.post(client, world, side="mentor", organisation=other.pk).status_code == 400
        assert self.post(client, world, side="mentor").status_code == 400
        assert self.post(client, world, side="mentor", organisation=world.partner.pk).status_code == 302

    def test_a_consultant_registers_in_the_own_municipality_alone(self, client, world):
        client.force_login(world.consultant())
        assert self.post(client, world, municipality=world.ringsted.pk).status_code == 400
        assert self.post(client, world).status_code == 302

    @pytest.mark.parametrize(
        "changes",
        [
            pytest.param({"name": ""}, id="no-name"),
            pytest.param({"cpr": "320392-1234"}, id="no-such-day"),
            pytest.param({"protected_until": "01-01-2027"}, id="a-date-without-protection"),
            pytest.param({"municipality": ""}, id="no-municipality"),
            pytest.param({"birth_year": "1780"}, id="too-old"),
        ],
    )
    def test_what_cannot_be_is_refused_and_the_text_kept(self, leader, world, changes):
        response = self.post(leader, world, note="bliver stående", **changes)
        assert response.status_code == 400
        assert "bliver stående" in response.content.decode()
        assert not Refugee.objects.exists()

    def test_a_taken_case_number_is_refused(self, leader, world):
        refugee(world, case_number="S-1")
        assert self.post(leader, world, case_number="S-1").status_code == 400

    def test_the_same_cpr_is_the_same_person(self, leader, world):
        self.post(leader, world, cpr="1203921234")
        asked = self.post(leader, world, cpr="1203921234")
        assert asked.status_code == 409
        said = {"cpr": "1203921234", "another": asked.context["likely_keys"]}
        assert self.post(leader, world, **said).status_code == 400
        assert self.post(leader, world, side="mentor", **said).status_code == 302
        assert Person.objects.filter(cpr_kind="ordinary").count() == 1

    def test_a_failed_checksum_warns_and_never_refuses(self, leader, world):
        response = leader.post(
            reverse("people:refugee_new", args=[world.programme.key]),
            self.facts(world, cpr="1203921234"),
            follow=True,
        )
        assert "kontrolciffer" in response.content.decode()

    def test_numbers_of_our_own_skip_the_taken(self, leader, world):
        refugee(world, case_number="B-0002")
        self.post(leader, world)
        assert Refugee.objects.order_by("-pk").first().case_number == "B-0003"


class TestFacts:
    def test_what_is_changed_is_saved_and_the_rest_left(self, leader, world):
        row = refugee(world, person__name="Før", country="ER", interpreter=True)
        page = leader.get(url(row, "edit"))
        response = leader.post(url(row, "edit"), sent(page, name="Efter", left_on="21-11-2026"))
        assert response.status_code == 302
        row.refresh_from_db()
        row.person.refresh_from_db()
        assert (row.person.name, row.left_on) == ("Efter", datetime.date(2026, 11, 21))
        assert (row.country, row.interpreter, row.version, row.person.version) == ("ER", True, 2, 2)

    def test_nothing_changed_is_nothing_written(self, leader, world):
        row = refugee(world)
        leader.post(url(row, "edit"), sent(leader.get(url(row, "edit"))))
        row.refresh_from_db()
        assert row.version == 1

    def test_an_empty_cpr_field_keeps_the_number(self, leader, world):
        row = refugee(world)
        Person.objects.filter(pk=row.person_id).update(**cpr_fields(parse_cpr("1203921234")))
        leader.post(url(row, "edit"), sent(leader.get(url(row, "edit")), phone="20 30 40 50"))
        row.person.refresh_from_db()
        assert (row.person.cpr, row.person.phone) == ("1203921234", "20 30 40 50")

    def test_a_number_of_somebody_else_is_refused(self, leader, world):
        other = refugee(world)
        Person.objects.filter(pk=other.person_id).update(**cpr_fields(parse_cpr("1203921234")))
        row = refugee(world)
        response = leader.post(url(row, "edit"), sent(leader.get(url(row, "edit")), cpr="120392-1234"))
        assert response.status_code == 400

    def test_waiting_moves_with_the_selection_unless_a_match_has_moved_it(self, leader, world):
        follows, stays = refugee(world), refugee(world, waiting_since=datetime.date(2026, 10, 1))
        for row in (follows, stays):
            leader.post(url(row, "edit"), sent(leader.get(url(row, "edit")), selected_on="01-02-2026"))
            row.refresh_from_db()
        assert follows.waiting_since == datetime.date(2026, 2, 1)
        assert stays.waiting_since == datetime.date(2026, 10, 1)

    def test_the_second_saver_is_told_sees_both_and_keeps_the_text(self, leader, world):
        row = refugee(world, note="før")
        mine = sent(leader.get(url(row, "edit")), note="min tekst")
        leader.post(url(row, "edit"), mine | {"note": "den andens tekst"})
        response = leader.post(url(row, "edit"), mine)
        assert response.status_code == 409
        conflict = response.context["conflict"]
        assert [(d.theirs, d.yours) for d in conflict["rows"]] == [("den andens tekst", "min tekst")]
        assert conflict["by"] == world.leader.email
        assert "min tekst</textarea>" in response.content.decode()
        row.refresh_from_db()
        assert row.note == "den andens tekst"
        assert leader.post(url(row, "edit"), sent(response)).status_code == 302
        row.refresh_from_db()
        assert row.note == "min tekst"

    def test_a_protected_name_is_asked_for_before_it_is_edited(self, leader, world):
        hidden = {"person__phone": "99 88 77 66", "person__email": "h@eksempel.invalid"}
        row = refugee(world, person__protected=True, person__postcode="4180", **hidden)
        page = leader.get(url(row, "edit"))
        html = page.content.decode()
        assert not [word for word in ("Kanarie", "99 88 77", "h@eksempel", "4180") if word in html]
        assert leader.post(url(row, "edit"), sent(page, note="ny")).status_code == 302
        stale = leader.post(url(row, "edit"), sent(page, note="anden", name="x"))
        assert stale.status_code == 409
        assert "Kanarie" not in stale.content.decode()
        row.person.refresh_from_db()
        assert row.person.name.startswith("Kanarie")
        assert row.person.phone == "99 88 77 66"

    def test_once_asked_for_it_is_edited_the_whole_day_and_by_nobody_else(self, leader, client, world):
        row = refugee(world, person__protected=True)
        leader.post(url(row, "reveal"), {"what": "name", "purpose": "Nyt telefonnummer"})
        page = leader.get(url(row, "edit"))
        assert leader.post(url(row, "edit"), sent(page, phone="20 30 40 50")).status_code == 302
        row.person.refresh_from_db()
        assert row.person.phone == "20 30 40 50"
        client.force_login(world.consultant())
        assert "name" not in client.get(url(row, "edit")).context["form"].fields

    def test_a_partner_is_not_shown_half_a_cpr_number(self, client, world):
        row = MentorFactory(programme=world.programme, municipality=world.soroe, organisation=world.partner)
        Person.objects.filter(pk=row.person_id).update(**cpr_fields(parse_cpr("1203921234")))
        client.force_login(world.partner_user())
        assert "120392" not in client.get(url(row, "edit")).content.decode()

    def test_a_cpr_number_is_no_case_number(self, leader, world):
        row = refugee(world)
        for number in ("120392-1234", "1203921234"):
            response = leader.post(url(row, "edit"), sent(leader.get(url(row, "edit")), case_number=number))
            assert response.status_code == 400
        page = sent(leader.get(url(row, "edit")), case_number="120392123")
        assert leader.post(url(row, "edit"), page).status_code == 302

    def test_opening_to_edit_is_a_look_up(self, leader, world):
        leader.get(url(refugee(world), "edit"))
        assert LookUp.objects.get().what == "edit"

    def test_a_consultant_who_may_read_mentors_may_not_write(self, client, world):
        row = MentorFactory(programme=world.programme, municipality=world.soroe)
        client.force_login(world.consultant())
        assert client.get(url(row, "edit")).status_code == 403

    def test_who_may_write_elsewhere_may_not_write_here(self, client, world):
        """Two hats: reads this mentor as consultant, writes another's as partner."""
        row = MentorFactory(programme=world.programme, municipality=world.soroe)
        user = world.consultant()
        world.partner_user().bindings.update(user=user)
        client.force_login(user)
        assert client.get(reverse("people:mentor", args=[world.programme.key, row.pk])).status_code == 200
        assert client.get(url(row, "edit")).status_code == 404


class TestProfile:
    def save(self, client, row, **changes):
        return client.post(url(row, "profile"), sent(client.get(url(row, "profile"))) | changes)

    def test_a_save_is_the_next_version_and_the_one_left_is_kept(self, leader, world):
        row = refugee(world)
        self.save(leader, row, occupation="tømrer")
        row.profile.refresh_from_db()
        assert (row.profile.version, row.profile.occupation) == (2, "tømrer")
        kept = {v.number: v.facts["occupation"] for v in ProfileVersion.objects.all()}
        assert kept == {1: "kok", 2: "tømrer"}

    def test_saving_what_is_there_changes_nothing(self, leader, world):
        row = refugee(world)
        assert self.save(leader, row).status_code == 302
        row.profile.refresh_from_db()
        assert row.profile.version == 1
        assert row.profile.children_birth_years == []

    def test_languages_are_rows_of_language_and_level(self, leader, world):
        row = refugee(world)
        self.save(leader, row, language_0="ti", level_0="5", language_2="ar", level_2="2")
        row.profile.refresh_from_db()
        assert row.profile.languages == {"ti": 5, "en": 3, "ar": 2}

    @pytest.mark.parametrize(
        "changes",
        [
            pytest.param({"language_2": "ar"}, id="no-level"),
            pytest.param({"level_2": "2"}, id="no-language"),
            pytest.param({"language_2": "da", "level_2": "2"}, id="twice"),
            pytest.param({"availability": ["none", "weekend"]}, id="none-and-some"),
            pytest.param({"children": "some"}, id="children-without-years"),
            pytest.param({"children": "none", "children_birth_years": "2016"}, id="no-children-with-years"),
            pytest.param({"children": "some", "children_birth_years": "16"}, id="short-years"),
        ],
    )
    def test_what_does_not_agree_is_refused(self, leader, world, changes):
        row = refugee(world)
        assert self.save(leader, row, **changes).status_code == 400
        row.profile.refresh_from_db()
        assert row.profile.version == 1

    def test_nothing_ticked_is_unknown_and_none_is_an_answer(self, leader, world):
        row = refugee(world)
        self.save(leader, row, needs=[], availability=["none"], interests=[], more_interests="")
        row.profile.refresh_from_db()
        assert (row.profile.needs, row.profile.availability, row.profile.interests) == (None, [], None)

    def test_interests_of_the_programme_and_others(self, leader, world):
        row = refugee(world)
        self.save(leader, row, interests=["musik"], more_interests="Syning, ture,syning")
        row.profile.refresh_from_db()
        assert row.profile.interests == ["musik", "syning", "ture"]

    def test_children_by_year(self, leader, world):
        row = refugee(world)
        self.save(leader, row, children="some", children_birth_years="2019, 2016")
        row.profile.refresh_from_db()
        assert row.profile.children_birth_years == [2016, 2019]

    def test_two_interviewers_at_once(self, leader, world):
        row = refugee(world)
        mine = sent(leader.get(url(row, "profile")), expectations="mine ord")
        leader.post(url(row, "profile"), mine | {"expectations": "den andens ord"})
        response = leader.post(url(row, "profile"), mine)
        assert response.status_code == 409
        assert "den andens ord" in response.content.decode()
        assert "mine ord</textarea>" in response.content.decode()
        assert leader.post(url(row, "profile"), sent(response)).status_code == 302

    def test_versions_say_what_changed(self, leader, world):
        row = refugee(world)
        self.save(leader, row, occupation="tømrer")
        response = leader.get(url(row, "versions"))
        newest = response.context["versions"][0]
        assert [(line["value"], line["note"]) for line in newest["lines"]] == [("tømrer", "kok")]

    def test_a_case_without_a_profile_gets_one(self, leader, world):
        row = refugee(world)
        row.profile.delete()
        row = Refugee.objects.get(pk=row.pk)
        assert self.save(leader, row, occupation="kok").status_code == 302
        assert Refugee.objects.get(pk=row.pk).profile.version == 2


class TestDrafts:
    def keep(self, client, key="refugee-1-facts", **data):
        return client.post(reverse("people:draft", args=[key]), data, headers={"Accept": "application/json"})

    def test_it_is_kept_and_says_when(self, leader, world):
        response = self.keep(leader, name="Halvskrevet", cpr="1203921234")
        assert json.loads(response.content) == {"saved_at": "09.12"}
        draft = Draft.objects.get()
        assert draft.data == {"name": ["Halvskrevet"]}, "the number is never kept in the clear"

    def test_it_is_filled_in_again_with_a_notice_and_gone_when_saved(self, leader, world):
        row = refugee(world)
        form = sent(leader.get(url(row, "edit")), note="kladdens tekst")
        self.keep(leader, f"refugee-{row.pk}-facts", **form)
        page = leader.get(url(row, "edit"))
        html = page.content.decode()
        assert "Kladde fra 22-11-2026 09.12" in html
        assert "kladdens tekst</textarea>" in html
        assert "error-summary" not in html
        leader.post(url(row, "edit"), form)
        assert not Draft.objects.exists()

    def test_a_draft_of_a_case_that_moved_on_meets_the_conflict(self, leader, world):
        row = refugee(world)
        form = sent(leader.get(url(row, "edit")), note="gammel kladde")
        self.keep(leader, f"refugee-{row.pk}-facts", **form)
        Refugee.objects.filter(pk=row.pk).update(version=2)
        assert leader.post(url(row, "edit"), sent(leader.get(url(row, "edit")))).status_code == 409
        assert Draft.objects.exists(), "not lost before it is saved"

    def test_it_is_thrown_away_on_request(self, leader, world):
        self.keep(leader)
        here = reverse("people:start")
        response = leader.post(
            reverse("people:draft", args=["refugee-1-facts"]), {"discard": "1", "next": here}
        )
        assert response.url == here
        assert not Draft.objects.exists()

    def test_without_script_it_leads_back_but_never_elsewhere(self, leader, world):
        page = reverse("people:draft", args=["refugee-1-facts"])
        assert leader.post(page, {"name": "x", "next": "/p/x/"}).url == "/p/x/"
        assert leader.post(page, {"name": "x", "next": "https://eksempel.invalid/"}).url == "/"

    def test_a_key_longer_than_any_form_has_is_refused(self, leader, world):
        page = reverse("people:draft", args=["a" * 121])
        assert leader.post(page, {"name": "x"}, headers={"Accept": "application/json"}).status_code == 400

    def test_nobody_elses_draft_is_seen(self, client, world):
        row = refugee(world)
        Draft.objects.create(user=world.leader, key=f"refugee-{row.pk}-facts", data={"note": ["privat"]})
        client.force_login(world.consultant())
        assert "privat" not in client.get(url(row, "edit")).content.decode()

    def test_a_novel_is_refused(self, leader, world):
        assert self.keep(leader, note="x" * 100_001).status_code == 400

    def test_a_user_without_a_role_keeps_none(self, client, world):
        client.force_login(UserFactory())
        assert self.keep(client).status_code == 403
