"""A case that is not one's own opens for a purpose, which is logged and holds for the day."""

import datetime

import pytest
from django.urls import reverse

from mentorship.models import Interview, LookUp, StandIn
from mentorship.people.own_cases import is_own_case
from mentorship.permissions import Role
from mentorship.testing.factories import MentorFactory, RefugeeFactory, UserFactory
from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
ASKED = "Hvorfor åbner du sagen?"
WHY = {"ground": "cover", "purpose": "Sygdom: flytter samtalen"}


@pytest.fixture
def world(time_machine):
    time_machine.move_to(NOON)
    return people_world()


@pytest.fixture
def colleague(world):
    return world.consultant()


@pytest.fixture
def theirs(world, colleague):
    """A case of a colleague's in one's own municipality."""
    return RefugeeFactory(
        programme=world.programme,
        municipality=world.soroe,
        consultant=colleague,
        person__name="Kanarie Opdigtet",
        note="kanarienote",
    )


@pytest.fixture
def me(world, client):
    user = world.consultant()
    client.force_login(user)
    return user


def url(row, page=""):
    return reverse(f"people:{row.side}{'_' if page else ''}{page}", args=[row.programme.key, row.pk])


def whats():
    return list(LookUp.objects.order_by("pk").values_list("what", "ground", "purpose"))


class TestOwn:
    def test_the_responsible_consultants(self, colleague, theirs):
        assert is_own_case(colleague, theirs)

    def test_the_leaders(self, world, theirs):
        assert is_own_case(world.leader, theirs)

    def test_not_a_colleagues(self, world, theirs):
        assert not is_own_case(world.consultant(), theirs)

    @pytest.mark.parametrize("gone", ["nobody", "closed account"])
    def test_everybodys_while_nobody_is_responsible(self, world, theirs, gone):
        theirs.consultant = None if gone == "nobody" else UserFactory(is_active=False)
        assert is_own_case(world.consultant(), theirs)
        assert not is_own_case(world.consultant(world.ringsted), theirs)

    @pytest.mark.parametrize(("days", "own"), [(0, True), (-3, False), (3, False)])
    def test_a_stand_ins_on_the_days_it_holds(self, world, colleague, theirs, days, own):
        me = world.consultant()
        first = NOON.date() + datetime.timedelta(days=days)
        StandIn.objects.create(
            absent=colleague,
            stand_in=me,
            starts_on=first,
            ends_on=first + datetime.timedelta(days=2),
            made_by=world.leader,
        )
        assert is_own_case(type(me).objects.get(pk=me.pk), theirs) is own

    def test_a_mentor_is_the_organisations(self, world):
        mentor = MentorFactory(
            programme=world.programme, municipality=world.soroe, organisation=world.partner
        )
        assert is_own_case(world.partner_user(), mentor)
        assert not is_own_case(world.consultant(), mentor)

    def test_whoever_interviews_the_person(self, world, theirs):
        me = world.consultant()
        assert not is_own_case(me, theirs)
        Interview.objects.create(refugee=theirs, interviewer=me, starts_at=NOON)
        assert is_own_case(me, theirs)

    def test_another_programmes_leader_owns_nothing_here(self, theirs):
        assert not is_own_case(UserFactory(), theirs)


def test_it_asks_and_shows_nothing_but_the_number_and_whose_case(client, me, theirs, colleague):
    html = client.get(url(theirs)).content.decode()
    assert ASKED in html
    assert theirs.case_number in html
    assert str(colleague) in html
    assert "Kanarie" not in html
    assert "kanarienote" not in html
    assert whats() == []


@pytest.mark.parametrize("part", ["", "versions", "edit", "profile"])
def test_every_page_below_the_case_asks_and_the_answer_leads_there(client, me, theirs, part):
    assert ASKED in client.get(url(theirs, part)).content.decode()
    wanted = f"{url(theirs, part)}?x=1"
    answer = client.post(url(theirs, "purpose"), WHY | {"next": wanted})
    assert (answer.status_code, answer.url) == (302, wanted)
    assert ASKED not in client.get(wanted).content.decode()
    kinds = {kind for kind, ground, purpose in whats() if (ground, purpose) == ("cover", WHY["purpose"])}
    assert "purpose" in kinds
    assert len(kinds) == 2


def test_it_holds_for_the_day_and_for_this_case_alone(client, me, theirs, world, colleague, time_machine):
    other = RefugeeFactory(programme=world.programme, municipality=world.soroe, consultant=colleague)
    client.post(url(theirs, "purpose"), WHY)
    assert ASKED in client.get(url(other)).content.decode()
    time_machine.move_to(NOON.replace(hour=22, minute=30))
    assert ASKED not in client.get(url(theirs)).content.decode()
    time_machine.move_to(NOON.replace(hour=23, minute=30))  # past midnight in Copenhagen
    client.force_login(me)
    assert ASKED in client.get(url(theirs)).content.decode()


def test_a_colleagues_purpose_is_not_mine(client, me, theirs, world):
    client.force_login(world.consultant())
    client.post(url(theirs, "purpose"), WHY)
    client.force_login(me)
    assert ASKED in client.get(url(theirs)).content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        pytest.param({}, "Vælg", id="nothing"),
        pytest.param({"ground": "cover"}, "Udfyld", id="no-words"),
        pytest.param(WHY | {"ground": "curiosity"}, "gyldig", id="no-such-ground"),
        pytest.param(WHY | {"purpose": "x" * 201}, "200", id="too-long"),
        pytest.param(WHY | {"purpose": "ringer til 120392-1234"}, "CPR", id="cpr"),
    ],
)
def test_an_answer_that_says_nothing_is_asked_again(client, me, theirs, sent, said):
    response = client.post(url(theirs, "purpose"), sent | {"next": url(theirs, "edit")})
    assert response.status_code == 400
    assert url(theirs, "edit") in response.content.decode()
    assert response.context["form"].errors
    assert whats() == []


@pytest.mark.parametrize("part", ["interview", "interview_ics"])
def test_an_interview_of_a_colleagues_asks_too(client, me, theirs, colleague, part):
    interview = Interview.objects.create(refugee=theirs, interviewer=colleague, starts_at=NOON)
    page = reverse(f"people:{part}", args=[theirs.programme.key, interview.pk])
    assert ASKED in client.get(page).content.decode()
    assert client.post(url(theirs, "purpose"), WHY | {"next": page}).url == page
    assert ASKED not in client.get(page).content.decode()


def test_it_leads_nowhere_else(client, me, theirs):
    answer = client.post(url(theirs, "purpose"), WHY | {"next": "https://example.invalid/"})
    assert answer.url == url(theirs)


def test_a_write_saves_nothing_and_asks(client, me, theirs):
    response = client.post(
        url(theirs, "consent"), {"scope": "partner", "act": "withdraw", "on": "2026-11-20", "language": ""}
    )
    assert (response.status_code, response.url) == (302, url(theirs, "purpose"))
    assert not theirs.consents.filter(withdrawn_on__isnull=False).exists()
    assert ASKED in client.get(response.url).content.decode()


def test_a_form_left_open_over_midnight_is_saved(client, me, theirs, time_machine):
    client.post(url(theirs, "purpose"), WHY)
    time_machine.move_to(NOON + datetime.timedelta(hours=20))
    client.force_login(me)
    client.post(
        url(theirs, "consent"), {"scope": "partner", "act": "withdraw", "on": "2026-11-20", "language": ""}
    )
    assert theirs.consents.filter(withdrawn_on__isnull=False).exists()


def test_a_script_is_led_to_the_question(client, me, theirs):
    response = client.get(url(theirs), headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == url(theirs, "purpose")
    assert b"Kanarie" not in response.content


def test_revealing_keeps_its_own_purpose_and_the_ground(client, me, theirs):
    client.post(url(theirs, "purpose"), WHY)
    client.post(url(theirs, "reveal"), {"what": "name", "purpose": "Brev til sprogskolen"})
    assert whats()[-1] == ("name", "cover", "Brev til sprogskolen")


def test_ones_own_case_is_not_asked_about(client, theirs, colleague):
    client.force_login(colleague)
    assert ASKED not in client.get(url(theirs)).content.decode()
    assert client.get(url(theirs, "purpose")).url == url(theirs)
    client.post(url(theirs, "purpose"), WHY)
    assert whats() == [("page", "", "")]


def test_a_foreign_case_answers_as_before(client, me, world):
    foreign = RefugeeFactory(programme=world.programme, municipality=world.ringsted)
    for page in ("", "purpose", "lookups"):
        assert client.get(url(foreign, page)).status_code == 404
    assert client.post(url(foreign, "purpose"), WHY).status_code == 404


def test_a_role_without_cases_is_refused_not_asked(client, theirs, world):
    client.force_login(world.in_role(Role.STEERING_GROUP))
    assert client.get(url(theirs)).status_code == 403


def test_a_protected_case_is_logged_as_such(client, me, theirs):
    theirs.person.protected = True
    theirs.person.save()
    client.post(url(theirs, "purpose"), WHY)
    client.get(url(theirs))
    assert list(LookUp.objects.values_list("protected", flat=True)) == [True, True]


@pytest.mark.parametrize("history", [1, 20])
def test_the_gate_asks_the_same_number_of_queries(client, me, theirs, history, django_assert_max_num_queries):
    for _number in range(history):
        client.post(url(theirs, "purpose"), WHY)
    client.get(url(theirs, "versions"))
    with django_assert_max_num_queries(16):
        client.get(url(theirs, "versions"))
