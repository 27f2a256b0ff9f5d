"""Consents: what demands them, what is hidden without, and what falls when one is taken back."""

import copy
import datetime

import pytest
from django.urls import reverse

from matching import services
from matching.consents import gaps
from matching.models import Match
from matching.showing import refugee_label
from matching.states import MatchState
from matching.testing.factories import MatchFactory
from mentorship.clock import today
from mentorship.errors import DomainError
from mentorship.models import Act, Consent, Organisation
from mentorship.people.editing import edit_profile
from mentorship.people.papers import withdraw_consent
from mentorship.permissions import Role
from mentorship.testing.factories import MentorFactory, RefugeeFactory, RoleBindingFactory, UserFactory
from mentorship.testing.programmes import document_of, loaded_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return loaded_programme("holdbart-match")


@pytest.fixture
def leader(programme):
    return UserFactory(leader_of=programme)


def pair(programme, **mentor):
    town = programme.municipalities.get(code="340")
    return (
        RefugeeFactory(programme=programme, municipality=town),
        MentorFactory(programme=programme, municipality=town, **mentor),
    )


def without(row, *scopes):
    Consent.objects.filter(**{str(row.side): row}, scope__in=scopes).delete()


def strict(programme):
    document = copy.deepcopy(programme.document)
    document["matching"]["rules"]["sharing_consent"] = "before_proposal"
    programme.document = document
    programme.save()


def propose(programme, refugee, mentor, leader):
    return services.propose_match(programme=programme, refugee=refugee, mentor=mentor, by=leader)


class TestBeforeAProposal:
    def test_taking_part_is_always_asked_for(self, programme, leader):
        refugee, mentor = pair(programme)
        without(refugee, "participation")
        with pytest.raises(DomainError, match="Samtykke|Consent"):
            propose(programme, refugee, mentor, leader)

    def test_a_roster_tells_of_taking_part_alone_and_is_enough_to_propose(self, programme, leader):
        refugee, mentor = pair(programme)
        for row in (refugee, mentor):
            without(row, "counterpart", "task_group", "evaluation", "partner")
        assert propose(programme, refugee, mentor, leader).state == MatchState.PROPOSED

    @pytest.mark.parametrize("side", ["refugee", "mentor"])
    @pytest.mark.parametrize("scope", ["counterpart", "task_group"])
    def test_where_the_programme_says_so_sharing_is_asked_for_first(self, programme, leader, side, scope):
        strict(programme)
        refugee, mentor = pair(programme)
        without({"refugee": refugee, "mentor": mentor}[side], scope)
        with pytest.raises(DomainError):
            propose(programme, refugee, mentor, leader)
        Consent.objects.create(
            **{side: {"refugee": refugee, "mentor": mentor}[side]}, scope=scope, given_on=today()
        )
        assert propose(programme, refugee, mentor, leader)

    def test_the_partner_is_asked_for_where_a_partner_is_told(self):
        programme = loaded_programme("vaertsprogram")
        leader = UserFactory(leader_of=programme)
        town = programme.municipalities.first()
        came = {"programme": programme, "municipality": town, "intro_course_on": today()}
        refugee = RefugeeFactory(**came)
        without(refugee, "partner")
        own = MentorFactory(**came)
        partners = MentorFactory(**came, organisation=programme.organisations.first())
        with pytest.raises(DomainError):
            propose(programme, refugee, partners, leader)
        assert propose(programme, refugee, own, leader)

    def test_the_file_may_not_say_anything_else(self):
        assert document_of()["matching"]["rules"].get("sharing_consent", "before_sharing") == "before_sharing"


class TestWithdrawn:
    @pytest.mark.parametrize("side", ["refugee", "mentor"])
    @pytest.mark.parametrize("scope", ["participation", "counterpart"])
    def test_the_proposal_falls(self, programme, leader, side, scope):
        refugee, mentor = pair(programme)
        match = propose(programme, refugee, mentor, leader)
        row = getattr(match, side)
        withdraw_consent(enrolment=row, scope=scope, withdrawn_on=today(), by=leader)
        match.refresh_from_db()
        assert match.state == MatchState.WITHDRAWN
        refugee.refresh_from_db()
        assert refugee.waiting_since is not None
        assert Act.objects.filter(kind="match.withdraw", subject_id=str(match.pk)).count() == 1

    @pytest.mark.parametrize("scope", ["evaluation", "task_group"])
    def test_what_it_does_not_rest_on_leaves_it(self, programme, leader, scope):
        refugee, mentor = pair(programme)
        match = propose(programme, refugee, mentor, leader)
        withdraw_consent(enrolment=refugee, scope=scope, withdrawn_on=today(), by=leader)
        match.refresh_from_db()
        assert match.state == MatchState.PROPOSED

    def test_a_partner_proposal_falls_with_the_consent_to_it(self):
        programme = loaded_programme("vaertsprogram")
        leader = UserFactory(leader_of=programme)
        town = programme.municipalities.first()
        came = {"programme": programme, "municipality": town, "intro_course_on": today()}
        refugee = RefugeeFactory(**came)
        mentor = MentorFactory(**came, organisation=programme.organisations.first())
        match = propose(programme, refugee, mentor, leader)
        withdraw_consent(enrolment=refugee, scope="partner", withdrawn_on=today(), by=leader)
        match.refresh_from_db()
        assert match.state == MatchState.WITHDRAWN

    def test_a_match_that_has_begun_stands_and_the_leader_is_told(self, client, programme, leader):
        match = MatchFactory(programme=programme, active=True, created_by=leader)
        withdraw_consent(enrolment=match.refugee, scope="counterpart", withdrawn_on=today(), by=leader)
        match.refresh_from_db()
        assert match.state == MatchState.ACTIVE
        (gap,) = [gap for gap in gaps(match) if gap.withdrawn]
        assert (gap.side, gap.scope) == ("refugee", "counterpart")
        client.force_login(leader)
        page = client.get(reverse("matching:match", args=[programme.key, match.pk]))
        assert page.context["consents"][0]["tag"]["tone"] == "stop"


class TestHidden:
    def partner_sees(self, programme, match, organisation):
        return RoleBindingFactory(role=Role.PARTNER, programme=programme, organisation=organisation).user

    def test_a_partner_is_told_the_first_name_with_consent_alone(self, client, programme, leader):
        organisation = Organisation.objects.get(name="Røde Kors")
        match = MatchFactory(
            programme=programme,
            accepted=True,
            created_by=leader,
            mentor__organisation=organisation,
            refugee__person__name="Kanariekun Opdigtet",
        )
        user = self.partner_sees(programme, match, organisation)
        client.force_login(user)
        address = reverse("matching:match", args=[programme.key, match.pk])
        assert "Kanariekun" in client.get(address).content.decode()
        without(match.refugee, "counterpart")
        page = client.get(address)
        assert "Kanariekun" not in page.content.decode()
        assert page.context["profile"] == []
        listed = client.get(reverse("matching:matches", args=[programme.key])).content.decode()
        assert "Kanariekun" not in listed
        assert match.refugee.case_number in listed

    def test_once_they_have_met_they_know(self, programme, leader):
        match = MatchFactory(programme=programme, active=True, created_by=leader)
        without(match.refugee, "counterpart")
        user = self.partner_sees(programme, match, None) if match.mentor.organisation else UserFactory()
        assert match.refugee.person.name.split()[0] in refugee_label(user, match)


class TestTheProfileAsItWas:
    def test_the_match_leads_to_the_version_it_was_made_from(self, client, programme, leader):
        refugee, mentor = pair(programme)
        match = propose(programme, refugee, mentor, leader)
        edit_profile(enrolment=refugee, version=1, by=leader, facts={"occupation": "astronaut"})
        client.force_login(leader)
        page = client.get(reverse("matching:match", args=[programme.key, match.pk]))
        then = page.context["sides"][0]["then"]
        assert then["url"].endswith("?version=1")
        assert "2" in then["label"]
        known = client.get(then["url"]).context["whole"]
        said = " ".join(str(line["value"]) for line in known["lines"])
        assert "kok" in said
        assert "astronaut" not in said

    @pytest.mark.parametrize("wanted", ["99", "x", "-1", ""])
    def test_a_version_that_is_not_there_shows_none(self, client, programme, leader, wanted):
        refugee, _mentor = pair(programme)
        client.force_login(leader)
        url = reverse("people:refugee_versions", args=[programme.key, refugee.pk])
        assert client.get(f"{url}?version={wanted}").context["whole"] is None


def test_gaps_are_one_query(programme, leader, django_assert_num_queries):
    match = MatchFactory(programme=programme, created_by=leader)
    without(match.refugee, "counterpart", "participation")
    with django_assert_num_queries(1):
        assert [gap.scope for gap in gaps(match)] == ["participation", "counterpart"]
    match.state = MatchState.ENDED
    assert gaps(match) == []


def test_a_refused_withdrawal_takes_nothing_back(programme, leader):
    refugee, mentor = pair(programme)
    propose(programme, refugee, mentor, leader)
    with pytest.raises(DomainError):
        withdraw_consent(
            enrolment=refugee, scope="counterpart", withdrawn_on=datetime.date(2020, 1, 1), by=leader
        )
    assert Match.objects.get().state == MatchState.PROPOSED
