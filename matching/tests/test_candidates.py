"""A partner's candidates: ranked as on the board, by pseudonym, in facts that give nobody away."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.candidates import FEWEST, Names, _Shared, read_candidates, shareable_refugees
from matching.criteria.facts import RefugeeFacts
from matching.models import Match, Suggestion
from matching.services.suggesting import decline, suggest_pair, take_up
from mentorship.clock import today
from mentorship.errors import DomainError
from mentorship.models import Act, LookUp, Municipality
from mentorship.permissions import Role
from mentorship.testing.factories import MentorFactory, RefugeeFactory, RoleBindingFactory, UserFactory
from mentorship.testing.programmes import loaded_programme

TODAY = datetime.date(2026, 11, 22)


def facts(number, **more):
    known = {"municipality": "Sorø", "gender": "female", "birth_year": 1990, "household": "family"}
    return RefugeeFacts(id=number, **(known | more))


class TestFewShare:
    def test_all_is_told_where_enough_are_alike(self):
        rows = [facts(number) for number in range(FEWEST)]
        told = _Shared(rows, TODAY).told(rows[0])
        assert told == {"municipality": "Sorø", "gender": "female", "age": "35-49", "household": "children"}

    def test_nothing_where_few_wait(self):
        rows = [facts(number) for number in range(FEWEST - 1)]
        assert _Shared(rows, TODAY).told(rows[0]) == {}

    def test_the_fact_that_sets_one_apart_is_left_out(self):
        rows = [facts(number) for number in range(FEWEST)] + [facts(9, gender="male")]
        assert _Shared(rows, TODAY).told(rows[-1]) == {
            "municipality": "Sorø",
            "age": "35-49",
            "household": "children",
        }

    def test_facts_are_told_together_only_if_enough_share_all_of_them(self):
        women = [facts(number, household="single") for number in range(FEWEST)]
        men = [facts(10 + number, gender="male") for number in range(FEWEST)]
        one = facts(99)  # women enough, families enough; of women with a family there is one
        assert "household" not in _Shared([*women, *men, one], TODAY).told(one)

    def test_what_is_not_known_is_not_told(self):
        rows = [facts(number, birth_year=None, household="") for number in range(FEWEST)]
        assert set(_Shared(rows, TODAY).told(rows[0])) == {"municipality", "gender"}


@pytest.fixture
def programme(db):
    return loaded_programme()


@pytest.fixture
def soroe(programme):
    return Municipality.objects.get(code="340")


@pytest.fixture
def partner(programme):
    organisation = programme.organisations.get(name="Røde Kors")
    return RoleBindingFactory(role=Role.PARTNER, programme=programme, organisation=organisation).user


@pytest.fixture
def mentor(programme, soroe, partner):
    organisation = partner.active_bindings[0].organisation
    return MentorFactory(
        programme=programme, municipality=soroe, organisation=organisation, person__postcode="4180"
    )


def waits(programme, soroe, **more):
    more.setdefault("waiting_since", today() - datetime.timedelta(days=30))
    return RefugeeFactory(
        programme=programme,
        municipality=soroe,
        person__postcode="4190",
        country="SY",
        note="kanarienote",
        **more,
    )


@pytest.fixture
def candidate(programme, soroe):
    row = waits(programme, soroe, person__name="Kanarie Opdigtet", person__phone="kanarietelefon")
    row.profile.interests = ["fodbold", "kanarieinteresse"]
    row.profile.occupation = "kanariefag"
    row.profile.languages = {"da": 3, "ti": 5}
    row.profile.expectations = "kanarieforventning"
    row.profile.save()
    return row


def url(programme, mentor=None):
    listed = reverse("candidates:list", args=[programme.key])
    return f"{listed}?mentor={mentor.pk}" if mentor else listed


def token_of(programme, mentor, refugee):
    return Names(programme, mentor.organisation_id).token(refugee.pk)


class TestNames:
    def test_the_same_each_time_and_another_for_another_partner(self, programme):
        names = Names(programme, 1)
        assert names.name(7) == Names(programme, 1).name(7)
        assert names.token(7) != Names(programme, 2).token(7)
        assert names.token(7) != Names(programme, 1).token(8)

    def test_it_is_short_and_reads_well(self, programme):
        assert Names(programme, 1).name(7)[:2] == "K-"
        assert len(Names(programme, 1).name(7)) == 6

    def test_it_hangs_on_the_key(self, programme, settings):
        before = Names(programme, 1).token(7)
        settings.PSEUDONYM_KEY = "en anden nøgle"
        assert Names(programme, 1).token(7) != before


class TestWho:
    def test_without_consent_to_the_partner_nobody_is_told_of(self, programme, candidate):
        candidate.consents.filter(scope="partner").update(withdrawn_on=today())
        assert not shareable_refugees(programme, today()).exists()

    @pytest.mark.parametrize(("until", "told"), [(None, False), (1, False), (-1, True)])
    def test_nobody_protected(self, programme, candidate, until, told):
        candidate.person.protected = True
        candidate.person.protected_until = None if until is None else today() + datetime.timedelta(days=until)
        candidate.person.save()
        assert shareable_refugees(programme, today()).exists() is told

    def test_the_order_is_the_boards(self, programme, mentor, soroe):
        for level in (2, 4, 3):
            row = waits(programme, soroe)
            row.profile.languages = {"da": level}
            row.profile.save()
        found = read_candidates(programme, mentor, today())
        levels = [found.facts[pk].languages["da"] for pk, _points in found.ranked]
        assert levels == [4, 3, 2]

    def test_the_distance_counts_by_band(self, programme, mentor, soroe, candidate):
        near = dict(read_candidates(programme, mentor, today()).ranked)
        candidate.person.postcode = "4180"
        candidate.person.save()
        assert dict(read_candidates(programme, mentor, today()).ranked) == near


class TestPage:
    def test_it_shows_what_fits_and_nothing_that_tells_who(
        self, client, programme, partner, mentor, candidate
    ):
        client.force_login(partner)
        html = client.get(url(programme, mentor)).content.decode()
        assert Names(programme, mentor.organisation_id).name(candidate.pk) in html
        assert "Fodbold" in html or "fodbold" in html
        for secret in (
            candidate.person.name,
            "kanarienote",
            "kanariefag",
            "kanarieinteresse",
            "kanarieforventning",
            "kanarietelefon",
            candidate.case_number,
            "4190",
            "1985",
            "Syrien",
            "tigrinya",
            'name="refugee"',
        ):
            assert secret not in html, secret

    def test_who_was_told_of_is_logged(self, client, programme, partner, mentor, candidate):
        client.force_login(partner)
        client.get(url(programme, mentor))
        assert LookUp.objects.get(what="candidates").person_id == candidate.person_id

    def test_only_own_mentors_with_a_place(self, client, programme, partner, mentor, soroe):
        other = MentorFactory(programme=programme, municipality=soroe)
        client.force_login(partner)
        assert client.get(url(programme, other)).status_code == 404
        assert client.get(f"{url(programme)}?mentor=x").status_code == 404
        Match.objects.create(
            programme=programme,
            mentor=mentor,
            refugee=waits(programme, soroe),
            state="accepted",
            place=1,
            accepted_at="2026-11-01T12:00:00Z",
            created_by=partner,
        )
        assert client.get(url(programme, mentor)).status_code == 404
        assert "ledige pladser" in client.get(url(programme)).content.decode()

    def test_a_programme_that_shares_no_candidates_has_no_such_page(self, client, programme, partner):
        programme.document["matching"]["partners_see_pseudonyms"] = False
        programme.save()
        client.force_login(partner)
        assert client.get(url(programme)).status_code == 404

    def test_one_and_twenty_cost_the_same(self, client, programme, partner, mentor, soroe, candidate):
        def cost():
            with CaptureQueriesContext(connection) as captured:
                client.get(url(programme, mentor))
            return len(captured)

        client.force_login(partner)
        client.get(url(programme, mentor))
        one = cost()
        for _number in range(19):
            waits(programme, soroe)
            MentorFactory(programme=programme, municipality=soroe, organisation=mentor.organisation)
        assert cost() == one


class TestSuggesting:
    def post(self, client, programme, mentor, refugee, reason="language"):
        data = {"mentor": mentor.pk, "candidate": token_of(programme, mentor, refugee), "reason": reason}
        return client.post(reverse("candidates:suggest", args=[programme.key]), data, follow=True)

    def test_it_reaches_the_leader_who_takes_it_up(self, client, programme, partner, mentor, candidate):
        client.force_login(partner)
        page = self.post(client, programme, mentor, candidate).content.decode()
        assert "Forslaget er sendt til projektlederen." in page
        suggestion = Suggestion.objects.get()
        assert (suggestion.refugee, suggestion.by, suggestion.state) == (candidate, partner, "open")
        leader = UserFactory(leader_of=programme)
        client.force_login(leader)
        assert (
            "har foreslået 1 par"
            in client.get(reverse("matching:board", args=[programme.key])).content.decode()
        )
        answer = reverse("candidates:answer", args=[programme.key, suggestion.pk])
        listed = client.get(reverse("candidates:suggestions", args=[programme.key])).content.decode()
        assert answer in listed
        assert "De har et sprog til fælles" in listed
        client.post(answer, {"answer": "take_up"})
        assert Match.objects.get().mentor == mentor
        suggestion.refresh_from_db()
        assert (suggestion.state, suggestion.decided_by) == ("taken_up", leader)

    def test_declined_is_seen_by_the_partner(self, client, programme, partner, mentor, candidate):
        client.force_login(partner)
        self.post(client, programme, mentor, candidate)
        client.force_login(UserFactory(leader_of=programme))
        client.post(
            reverse("candidates:answer", args=[programme.key, Suggestion.objects.get().pk]),
            {"answer": "decline"},
        )
        assert not Match.objects.exists()
        client.force_login(partner)
        assert "Afvist" in client.get(url(programme)).content.decode()

    def test_a_second_time_is_nothing(self, client, programme, partner, mentor, candidate):
        client.force_login(partner)
        self.post(client, programme, mentor, candidate)
        self.post(client, programme, mentor, candidate, "time")
        assert Suggestion.objects.get().reason == "language"
        assert Act.objects.filter(kind="pair.suggested").count() == 1

    @pytest.mark.parametrize("reason", ["", "fri tekst"])
    def test_a_reason_is_one_of_ours(self, client, programme, partner, mentor, candidate, reason):
        client.force_login(partner)
        self.post(client, programme, mentor, candidate, reason)
        assert not Suggestion.objects.exists()

    def test_an_answer_is_given_once(self, programme, partner, mentor, candidate):
        token = token_of(programme, mentor, candidate)
        given = {"programme": programme, "by": partner}
        suggestion = suggest_pair(mentor=mentor, token=token, reason="time", **given)
        decline(suggestion=suggestion, **given)
        with pytest.raises(DomainError):
            take_up(suggestion=suggestion, **given)
        assert not Match.objects.exists()

    def test_another_partners_token_opens_nobody(self, programme, partner, mentor, candidate):
        stranger = Names(programme, 999_999).token(candidate.pk)
        with pytest.raises(DomainError):
            suggest_pair(programme=programme, mentor=mentor, token=stranger, reason="time", by=partner)

    def test_who_has_withdrawn_consent_is_not_suggested(self, programme, partner, mentor, candidate):
        token = token_of(programme, mentor, candidate)
        candidate.consents.filter(scope="partner").update(withdrawn_on=today())
        with pytest.raises(DomainError):
            suggest_pair(programme=programme, mentor=mentor, token=token, reason="time", by=partner)

    def test_not_for_somebody_elses_mentor(self, client, programme, partner, soroe, candidate):
        other = MentorFactory(programme=programme, municipality=soroe)
        client.force_login(partner)
        assert self.post(client, programme, other, candidate).status_code == 404
