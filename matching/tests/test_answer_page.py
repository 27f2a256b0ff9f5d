"""The page behind a personal link, and the buttons on the match that lead to it."""

import datetime

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from matching import services
from matching.answering import secret_of
from matching.models import AnswerLink, Match, MatchAnswer
from matching.showing import FACT_LABELS, TOLD_TO_MENTOR
from matching.states import MatchState
from mentorship.models import Consent
from mentorship.testing.factories import MentorFactory


@pytest.fixture
def backed(match, leader):
    return services.back_match(match=match, by=leader)


def page_of(match, leader, side="mentor"):
    link = services.ask_by_link(match=match, side=side, way=services.Way.LETTER, by=leader)
    return reverse("answers:answer", args=[secret_of(link)])


def text_of(response):
    return response.content.decode()


class TestOpening:
    def test_it_consumes_nothing_and_writes_nothing(self, client, backed, leader):
        url = page_of(backed, leader)
        before = list(AnswerLink.objects.values())
        for _time in range(3):
            assert client.get(url).status_code == 200  # the client refuses a GET that writes
            assert client.head(url).status_code == 200
        assert list(AnswerLink.objects.values()) == before

    def test_it_speaks_the_language_of_the_link_or_the_one_asked_for(self, client, backed, leader):
        backed.mentor.person.contact_language = "en"
        backed.mentor.person.save()
        url = page_of(backed, leader)
        assert "We may have found" in text_of(client.get(url))
        danish = text_of(client.get(f"{url}?sprog=da"))
        assert "Vi har måske fundet" in danish
        assert 'lang="da"' in danish

    def test_an_address_nobody_was_given_is_not_there(self, client, db):
        assert client.get(reverse("answers:answer", args=["a" * 64])).status_code == 404

    def test_no_one_is_named(self, client, backed, leader):
        html = text_of(client.get(page_of(backed, leader)))
        for row in (backed.refugee, backed.mentor):
            for secret in (row.person.name, row.case_number, row.person.email, row.person.phone):
                assert not secret or secret not in html


class TestWhatIsTold:
    def told(self, client, backed, leader, side="mentor"):
        return client.get(page_of(backed, leader, side)).context["facts"]

    def test_what_the_mentor_is_told(self, client, backed, leader):
        labels = {fact["label"] for fact in self.told(client, backed, leader)}
        assert labels
        with translation.override("da"):
            assert labels <= {str(FACT_LABELS[key]) for key in TOLD_TO_MENTOR}

    @pytest.mark.parametrize("side", ["mentor", "refugee"])
    def test_nothing_without_the_others_consent(self, client, backed, leader, side):
        other = backed.refugee if side == "mentor" else backed.mentor
        Consent.objects.filter(**{str(other.side): other}, scope="counterpart").delete()
        assert self.told(client, backed, leader, side) == []

    @pytest.mark.parametrize("side", ["mentor", "refugee"])
    def test_nothing_of_a_protected_person(self, client, backed, leader, side):
        other = backed.refugee if side == "mentor" else backed.mentor
        other.person.protected = True
        other.person.save()
        assert self.told(client, backed, leader, side) == []

    def test_the_programmes_own_words_in_the_persons_language(self, client, backed, leader, programme):
        programme.document["matching"]["answer_text"] = {"ar": "مرحبا", "en": "Hello"}
        programme.document = dict(programme.document)
        programme.save()
        backed.refugee.person.contact_language = "ar"
        backed.refugee.person.save()
        html = text_of(client.get(page_of(backed, leader, "refugee")))
        assert 'lang="ar" dir="rtl"' in html


class TestAnswering:
    def test_a_choice_is_asked_about_before_it_counts(self, client, backed, leader):
        url = page_of(backed, leader)
        asked = client.post(url, {"says": "yes"})
        assert "Send mit ja" in text_of(asked)
        assert not MatchAnswer.objects.exists()
        changed = client.post(url, {"says": "yes", "change": "1"})
        assert changed.context["form"]["says"].value() == "yes"
        assert not MatchAnswer.objects.exists()
        done = client.post(url, {"says": "yes", "confirmed": "1"}, follow=True)
        assert "Tak – du har sagt ja" in text_of(done)
        assert MatchAnswer.objects.get().says == "yes"

    def test_a_no_takes_one_of_the_programmes_reasons(self, client, backed, leader):
        url = page_of(backed, leader)
        for data in ({"says": "no", "confirmed": "1"}, {"says": "no", "reason": "x", "confirmed": "1"}, {}):
            response = client.post(url, data)
            assert response.status_code == 200  # an error's address would stand in the log
            assert "data-error-summary" in text_of(response)
        client.post(url, {"says": "no", "reason": "distance", "confirmed": "1"})
        assert Match.objects.get().state == MatchState.DECLINED

    def test_a_yes_is_taken_back_on_the_same_page(self, client, backed, leader):
        url = page_of(backed, leader)
        client.post(url, {"says": "yes", "confirmed": "1"})
        assert "Har du ombestemt dig?" in text_of(client.get(url))
        client.post(url, {"says": "no", "reason": "other", "confirmed": "1"})
        assert Match.objects.get().state == MatchState.DECLINED
        assert client.get(url).context["form"] is None

    def test_a_link_that_ran_out_asks_nothing(self, client, backed, leader, clock):
        url = page_of(backed, leader)
        clock.move_to(datetime.datetime(2026, 4, 1, 9, 0, tzinfo=datetime.UTC))
        assert client.get(url).context["form"] is None
        client.post(url, {"says": "yes", "confirmed": "1"})
        assert not MatchAnswer.objects.exists()

    def test_the_loser_is_told_and_the_yes_kept(self, client, make_match, programme, soroe, leader):
        mentor = MentorFactory(programme=programme, municipality=soroe, capacity=1)
        make_match(mentor=mentor, active=True)
        match = make_match(mentor=mentor, backed=True)
        services.record_answer(match=match, side="refugee", says="yes", by=leader)
        url = page_of(match, leader)
        assert "Tak – dit ja er gemt" in text_of(client.post(url, {"says": "yes", "confirmed": "1"}))
        assert match.answers.count() == 2

    def test_it_takes_the_token_of_the_page(self, backed, leader):
        strict = Client(enforce_csrf_checks=True)
        url = page_of(backed, leader)
        assert strict.post(url, {"says": "yes", "confirmed": "1"}).status_code == 403
        assert not MatchAnswer.objects.exists()


class TestOnTheMatch:
    def test_the_leader_asks_by_mail_and_sees_it(self, client, at, backed, leader):
        client.force_login(leader)
        page = client.post(at("ask", backed.pk), {"side": "mentor", "act": "mail"}, follow=True)
        assert len(mail.outbox) == 1
        row = next(row for row in page.context["answers"] if row["side"] == "mentor")
        assert row["tag"]["label"] == "Spurgt"
        assert "23-03-2026" in row["note"]

    def test_a_letter_is_shown_to_print_with_the_address(self, client, at, backed, leader):
        client.force_login(leader)
        page = client.post(at("ask", backed.pk), {"side": "refugee", "act": "letter"}, follow=True)
        secret = secret_of(AnswerLink.objects.get())
        assert secret in text_of(page)
        assert mail.outbox == []
        client.post(at("ask", backed.pk), {"side": "refugee", "act": "revoke"})
        gone = client.get(at("letter", backed.pk, "til-borger"), follow=True)
        assert secret not in text_of(gone)

    def test_no_answer_in_time_is_on_the_start_page_and_in_the_list(self, client, at, backed, leader, clock):
        page_of(backed, leader)
        client.force_login(leader)
        assert client.get(at("matches"), {"svar": "late"}).context["count"] == 0
        assert client.get(at("matches"), {"svar": "waiting"}).context["count"] == 1
        clock.move_to(datetime.datetime(2026, 4, 1, 9, 0, tzinfo=datetime.UTC))
        client.force_login(leader)
        assert client.get(at("matches"), {"svar": "late"}).context["count"] == 1
        assert client.get(at("matches"), {"svar": "waiting"}).context["count"] == 0
        assert "?svar=late" in text_of(client.get(reverse("people:start")))
        row = client.get(at("match", backed.pk)).context["answers"][1]
        assert row["tag"]["tone"] == "warn"

    def test_others_than_the_leader_are_not_offered_it(self, client, at, backed, leader, consultant):
        page_of(backed, leader)
        client.force_login(consultant)
        assert all(not row["acts"] for row in client.get(at("match", backed.pk)).context["answers"])
        assert client.post(at("ask", backed.pk), {"side": "mentor", "act": "mail"}).status_code == 403
