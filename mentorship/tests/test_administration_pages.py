"""The administrator's pages: users found, invitations, programmes, organisations. None shows a case."""

import datetime
import re

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mentorship.models import Act, Organisation, Programme, User
from mentorship.people.inviting import invite_user
from mentorship.permissions import Role
from mentorship.programmes.catalogue import built_in
from mentorship.programmes.document import programme_document
from mentorship.testing.factories import (
    MunicipalityFactory,
    OrganisationFactory,
    RoleBindingFactory,
    UserFactory,
)
from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    client.force_login(RoleBindingFactory(role=Role.ADMINISTRATOR, programme=None).user)
    return client


@pytest.fixture
def world():
    return people_world()


def page(name, *args):
    return reverse(f"people:{name}", args=args)


class TestUsersFound:
    @pytest.fixture
    def found(self, office):
        def emails(**query):
            return {row["email"] for row in office.get(page("users"), query).context["rows"]}

        return emails

    def test_by_role_programme_and_both(self, world, found):
        other = RoleBindingFactory()
        consultant = world.consultant()
        assert found(rolle="consultant") == {consultant.email}
        assert found(program=world.programme.key) == {consultant.email, world.leader.email}
        assert found(program=world.programme.key, rolle="project_leader") == {world.leader.email}
        assert other.user.email in found(rolle="project_leader")

    def test_by_how_far_they_have_come(self, office, world, found, time_machine):
        closed, nobody = UserFactory(is_active=False), UserFactory()
        invited = invite_user(
            email="ny@kommune.test", role=Role.EVALUATOR, by=None, programme=world.programme
        )
        assert world.leader.email in found(status="active")
        assert not found(status="active") & {closed.email, nobody.email, invited.email}
        assert found(status="closed") == {closed.email}
        assert found(status="no_role") == {nobody.email}
        assert found(status="invited") == {invited.email}
        time_machine.move_to(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=4))
        office.force_login(User.objects.get(bindings__role=Role.ADMINISTRATOR))
        assert found(status="invited") == set()
        assert invited.email in found(status="expired")

    @pytest.mark.parametrize("query", [{"rolle": "king"}, {"status": "x"}, {"program": "findes-ikke"}])
    def test_what_is_no_choice_narrows_nothing(self, world, found, query):
        assert world.leader.email in found(**query)


class TestInvitations:
    def post(self, office, world, **changes):
        data = {
            "email": "Sara@Kommune.test",
            "name": "Sara Winther",
            "role": "consultant",
            "programme": world.programme.pk,
            "municipality": world.soroe.pk,
        }
        return office.post(page("user_invite"), data | changes)

    def test_from_the_browser_to_a_password(self, office, world, client):
        assert self.post(office, world).status_code == 302
        user = User.objects.get(email="sara@kommune.test")
        assert [str(b) for b in user.bindings.all()] == ["Integrationskonsulent (Sorø)"]
        (message,) = mail.outbox
        path = re.search(r"http://testserver(/\S+)", message.body)[1]
        assert office.get(path, follow=True).status_code == 200

    @pytest.mark.parametrize(
        "changes",
        [
            pytest.param({"email": "ingen adresse"}, id="address"),
            pytest.param({"municipality": ""}, id="no-municipality"),
            pytest.param({"programme": ""}, id="no-programme"),
            pytest.param({"role": "partner"}, id="no-organisation"),
        ],
    )
    def test_what_is_missing_is_told_and_nothing_is_half_done(self, office, world, changes):
        before = User.objects.count()
        assert self.post(office, world, **changes).status_code == 400
        assert (User.objects.count(), mail.outbox) == (before, [])

    def test_a_municipality_outside_the_programme_is_refused_whole(self, office, world):
        response = self.post(office, world, municipality=MunicipalityFactory().pk)
        assert response.status_code == 400
        assert not User.objects.filter(email="sara@kommune.test").exists()

    def test_the_address_fills_in_role_and_programme(self, office, world):
        form = office.get(
            page("user_invite"), {"rolle": "project_leader", "program": world.programme.key}
        ).context["form"]
        assert form["role"].value() == "project_leader"
        assert form["programme"].value() == world.programme.pk

    def test_sent_again_while_there_is_no_password(self, office, world):
        self.post(office, world)
        user = User.objects.get(email="sara@kommune.test")
        office.post(page("user_invite_again", user.pk))
        assert len(mail.outbox) == 2
        assert Act.objects.filter(kind="user.invited").count() == 2
        user.set_password("en lang kode til Sara")
        user.save()
        office.post(page("user_invite_again", user.pk))
        assert len(mail.outbox) == 2, "who has a password asks for a new one"

    def test_without_a_programme_it_says_what_is_first(self, office):
        assert page("programmes") in office.get(page("user_invite")).content.decode()


class TestProgrammes:
    def load(self, office, **data):
        return office.post(
            page("programme_load", "holdbart-match"), {"municipalities": "340 Sorø\n329 Ringsted"} | data
        )

    def test_a_template_is_loaded_on_a_day(self, office):
        assert "Holdbart match" in office.get(page("programmes")).content.decode()
        assert self.load(office, start_on="01-02-2027").status_code == 302
        programme = Programme.objects.get(key="holdbart-match")
        assert (programme.starts_on, programme.version) == (datetime.date(2027, 2, 1), 1)
        row = office.get(page("programmes")).context["rows"][0]
        assert not row["has_leader"]
        assert office.get(row["invite_url"]).status_code == 200

    def test_for_other_municipalities_the_whole_target_stays(self, office):
        MunicipalityFactory(code="259", name="Køge")
        assert self.load(office, municipalities="259\n340 Sorø").status_code == 302
        programme = Programme.objects.get(key="holdbart-match")
        assert [m.name for m in programme.municipalities.all()] == ["Køge", "Sorø"]
        assert programme.municipality_parts.get(municipality__code="340").quota == 45
        matched = programme_document(programme).criterion("refugees_matched")
        assert (matched.target, matched.by_municipality) == (70, {})

    @pytest.mark.parametrize("text", ["", "Sorø", "340 Sorø\n340 Sorø", "259"])
    def test_municipalities_that_cannot_be_read(self, office, text):
        response = self.load(office, municipalities=text)
        assert response.status_code == 400
        assert "municipalities" in response.context["form"].errors
        assert not Programme.objects.exists()

    def test_loading_again_changes_nothing_until_something_has(self, office):
        self.load(office)
        self.load(office)
        assert Programme.objects.get().version == 1
        self.load(office, municipalities="340 Sorø")
        assert Programme.objects.get().version == 2

    def test_no_such_template(self, office):
        assert office.get(page("programme_load", "findes-ikke")).status_code == 404

    def upload(self, office, text, **data):
        file = SimpleUploadedFile("egen.yaml", text.encode())
        return office.post(page("programme_upload"), {"file": file} | data)

    def test_a_file_is_checked_then_loaded(self, office):
        text = built_in()["vaertsprogram"].read_text()
        response = self.upload(office, text, check="1")
        assert response.status_code == 200
        assert not Programme.objects.exists()
        assert self.upload(office, text).status_code == 302
        assert Programme.objects.get().key == "vaertsprogram"

    def test_each_problem_is_told_with_line_and_field(self, office):
        text = built_in()["vaertsprogram"].read_text().replace("country: DK", "country: Danmark\nukendt: 1")
        response = self.upload(office, text)
        assert response.status_code == 400
        rows = response.context["rows"]
        assert {"country", "ukendt"} <= {field for _line, field, _message in rows}
        assert all(re.fullmatch(r"Linje \d+", line) for line, _field, _message in rows)
        assert not Programme.objects.exists()

    @pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"a" * 1_000_001, b""])
    def test_what_is_no_programme_file(self, office, raw):
        file = SimpleUploadedFile("billede.yaml", raw)
        assert office.post(page("programme_upload"), {"file": file}).status_code == 400


class TestOrganisations:
    def test_made_renamed_and_let_in(self, office, world):
        office.post(page("organisations"), {"name": "  Frivillig  Hjælp "})
        row = Organisation.objects.get(name="Frivillig Hjælp")
        office.post(page("organisation_join", row.pk), {"programme": world.programme.pk})
        assert world.programme.organisations.filter(pk=row.pk).exists()
        office.post(page("organisation", row.pk), {"name": "Frivilligcenter"})
        row.refresh_from_db()
        assert row.name == "Frivilligcenter"
        kinds = set(Act.objects.values_list("kind", flat=True))
        assert {"organisation.made", "organisation.joined", "organisation.renamed"} <= kinds

    def test_a_name_stands_once_whatever_its_case(self, office):
        OrganisationFactory(name="Røde Kors")
        other = OrganisationFactory(name="Anden")
        for name in ("RØDE KORS", "røde  kors"):
            assert office.post(page("organisations"), {"name": name}).status_code == 400
        assert office.post(page("organisation", other.pk), {"name": "Røde Kors"}).status_code == 400
        assert office.post(page("organisations"), {"name": ""}).status_code == 400

    def test_not_twice_in_a_programme(self, office, world):
        url = page("organisation_join", world.partner.pk)
        assert office.post(url, {"programme": world.programme.pk}).status_code == 400
        assert office.post(url, {}).status_code == 400

    @pytest.mark.parametrize("rows", [1, 20])
    def test_the_list_costs_the_same_whatever_its_length(self, office, rows, django_assert_num_queries):
        for _ in range(rows):
            OrganisationFactory()
        with django_assert_num_queries(6):
            office.get(page("organisations"))


@pytest.mark.parametrize("name", ["programmes", "programme_upload", "organisations", "user_invite"])
def test_only_administrators_come_here(client, world, name):
    client.force_login(world.leader)
    assert client.get(page(name)).status_code == 403
