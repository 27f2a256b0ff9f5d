"""Asked by a personal link: in which order, by mail or on paper, and what becomes of the link."""

import datetime
import smtplib

import pytest
from django.core import mail
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from matching import services
from matching.answering import Standing, find_link, secret_of, standing_of
from matching.models import AnswerLink, Match, MatchAnswer
from matching.services.letters import try_letters_again
from matching.states import MatchState
from matching.tests.conftest import TODAY
from mentorship.errors import DomainError
from mentorship.models import Act, Job, JobState
from mentorship.people.papers import withdraw_consent
from mentorship.tasks import take_up_waiting_jobs
from mentorship.testing.factories import MentorFactory

MAIL, LETTER = services.Way.MAIL, services.Way.LETTER


@pytest.fixture
def backed(match, leader):
    return services.back_match(match=match, by=leader)


def ask(match, leader, side="mentor", way=MAIL):
    with TestCase.captureOnCommitCallbacks(execute=True):
        return services.ask_by_link(match=match, side=side, way=way, by=leader)


def ordered(programme, order):
    programme.document["matching"]["answers"] = order
    programme.document = dict(programme.document)
    programme.save()


class TestAsking:
    def test_only_the_fingerprint_is_kept(self, backed, leader):
        link = ask(backed, leader)
        secret = secret_of(link)
        assert len(secret) == 26
        stored = AnswerLink.objects.filter(pk=link.pk).values().get()
        assert secret not in map(str, stored.values())
        assert find_link(secret).pk == find_link(secret.upper()).pk == link.pk
        assert find_link(link.token_hash) is None

    def test_it_can_be_answered_until_the_end_of_the_last_day(self, backed, leader):
        link = ask(backed, leader)
        assert timezone.localdate(link.expires_at) == TODAY + datetime.timedelta(days=7)
        assert timezone.localtime(link.expires_at).hour == 23

    def test_a_new_link_shuts_the_old_one(self, backed, leader):
        first = secret_of(ask(backed, leader))
        second = secret_of(ask(backed, leader))
        assert first != second
        assert standing_of(find_link(first)) == Standing.OVER
        assert standing_of(find_link(second)) == Standing.OPEN
        with pytest.raises(DomainError):
            services.answer_by_link(secret=first, says="yes")
        assert not MatchAnswer.objects.exists()

    def test_a_revoked_link_answers_nothing(self, backed, leader):
        secret = secret_of(ask(backed, leader))
        assert services.revoke_link(match=backed, side="mentor", by=leader)
        assert not services.revoke_link(match=backed, side="mentor", by=leader)
        with pytest.raises(DomainError):
            services.answer_by_link(secret=secret, says="yes")

    def test_nobody_is_asked_before_a_group_that_must_back_has(self, match, leader):
        with pytest.raises(DomainError):
            services.ask_by_link(match=match, side="mentor", way=LETTER, by=leader)

    def test_without_an_address_it_goes_on_paper(self, backed, leader):
        backed.mentor.person.email = ""
        backed.mentor.person.save()
        with pytest.raises(DomainError):
            services.ask_by_link(match=backed, side="mentor", way=MAIL, by=leader)
        assert ask(backed, leader, way=LETTER).sent_at is not None
        assert mail.outbox == []

    def test_asking_is_in_the_trail_without_the_secret(self, backed, leader):
        link = ask(backed, leader)
        act = Act.objects.get(kind="match.ask")
        assert act.detail == {"side": "mentor", "way": "mail"}
        for job in Job.objects.all():
            assert secret_of(link) not in str(job.params)


class TestInOrder:
    def test_the_second_is_asked_when_the_first_has_said_yes(self, backed, leader, programme):
        ordered(programme, "mentor_first")
        with pytest.raises(DomainError):
            services.ask_by_link(match=backed, side="refugee", way=LETTER, by=leader)
        link = ask(backed, leader)
        with TestCase.captureOnCommitCallbacks(execute=True):
            services.answer_by_link(secret=secret_of(link), says="yes")
        second = AnswerLink.objects.get(side="refugee")
        assert second.made_by == leader
        assert [m.to for m in mail.outbox] == [
            [backed.mentor.person.email],
            [backed.refugee.person.email],
        ]

    def test_a_no_asks_nobody_else(self, backed, leader, programme):
        ordered(programme, "refugee_first")
        link = ask(backed, leader, side="refugee")
        services.answer_by_link(secret=secret_of(link), says="no", reason="distance")
        assert AnswerLink.objects.count() == 1

    def test_who_answers_by_telephone_asks_nobody_by_mail(self, backed, leader, programme):
        ordered(programme, "mentor_first")
        services.record_answer(match=backed, side="mentor", says="yes", by=leader)
        assert not AnswerLink.objects.exists()

    def test_at_once_both_can_be_asked(self, backed, leader):
        ask(backed, leader)
        ask(backed, leader, side="refugee")
        assert AnswerLink.objects.filter(revoked_at=None).count() == 2


class TestAnswering:
    def test_two_yeses_make_the_match_and_nobody_signs_for_them(self, backed, leader):
        secrets = [secret_of(ask(backed, leader, side)) for side in ("mentor", "refugee")]
        for secret in secrets:
            match = services.answer_by_link(secret=secret, says="yes")
        assert (match.state, match.place) == (MatchState.ACCEPTED, 1)
        assert set(MatchAnswer.objects.values_list("recorded_by", flat=True)) == {None}
        assert {standing_of(find_link(secret)) for secret in secrets} == {Standing.MADE}

    def test_a_no_is_signed_by_nobody_and_remembers_the_pair(self, backed, leader, refugee, mentor):
        secret = secret_of(ask(backed, leader))
        match = services.answer_by_link(secret=secret, says="no", reason="no_time")
        assert (match.state, match.closed_by, match.close_reason) == ("declined", None, "no_time")
        refugee.refresh_from_db()
        assert refugee.waiting_since is not None
        with pytest.raises(DomainError):
            services.propose_match(programme=match.programme, refugee=refugee, mentor=mentor, by=leader)

    def test_a_yes_may_be_taken_back_until_the_match_is_made(self, backed, leader):
        secret = secret_of(ask(backed, leader))
        services.answer_by_link(secret=secret, says="yes")
        with pytest.raises(DomainError):
            services.answer_by_link(secret=secret, says="yes")
        assert services.answer_by_link(secret=secret, says="no", reason="other").state == "declined"
        with pytest.raises(DomainError):
            services.answer_by_link(secret=secret, says="no", reason="other")

    def test_once_made_the_link_undoes_nothing(self, backed, leader):
        secret = secret_of(ask(backed, leader))
        services.answer_by_link(secret=secret, says="yes")
        services.record_answer(match=backed, side="refugee", says="yes", by=leader)
        with pytest.raises(DomainError):
            services.answer_by_link(secret=secret, says="no", reason="other")
        assert Match.objects.get().state == MatchState.ACCEPTED

    def test_when_time_is_over_it_is_over(self, backed, leader, clock):
        secret = secret_of(ask(backed, leader))
        clock.move_to(datetime.datetime(2026, 3, 24, 9, 0, tzinfo=datetime.UTC))
        assert standing_of(find_link(secret)) == Standing.EXPIRED
        with pytest.raises(DomainError):
            services.answer_by_link(secret=secret, says="yes")

    def test_what_staff_record_ends_the_question(self, backed, leader):
        link = ask(backed, leader)
        services.record_answer(match=backed, side="mentor", says="yes", by=leader)
        link.refresh_from_db()
        assert link.answered_at is not None

    def test_a_link_falls_with_the_consent_the_proposal_rests_on(self, backed, leader):
        secret = secret_of(ask(backed, leader))
        withdraw_consent(enrolment=backed.refugee, scope="counterpart", withdrawn_on=TODAY, by=leader)
        assert standing_of(find_link(secret)) == Standing.OVER


class TestTheLetter:
    def test_it_names_nobody_and_holds_the_link(self, backed, leader):
        link = ask(backed, leader)
        (sent,) = mail.outbox
        told = f"{sent.subject} {sent.body}"
        for row in (backed.mentor, backed.refugee):
            assert row.person.name not in told
            assert row.case_number not in told
        assert reverse("answers:answer", args=[secret_of(link)]) in sent.body
        assert sent.extra_headers["Message-ID"].startswith(f"<{Job.objects.get().key}@")
        link.refresh_from_db()
        assert link.sent_at is not None

    @pytest.mark.parametrize(
        ("code", "words"),
        [("da", ["måske"]), ("nb", ["måske"]), ("en", ["We may"]), ("ti", ["We may", "måske"])],
    )
    def test_it_is_in_the_persons_language_or_in_both(self, backed, leader, code, words):
        backed.mentor.person.contact_language = code
        backed.mentor.person.save()
        ask(backed, leader)
        body = mail.outbox[0].body
        assert [word for word in ("We may", "måske") if word in body] == words

    def test_the_programmes_own_words_come_first(self, backed, leader, programme):
        programme.document["matching"]["answer_text"] = {"ar": "مرحبا"}
        programme.document = dict(programme.document)
        programme.save()
        backed.mentor.person.contact_language = "ar"
        backed.mentor.person.save()
        ask(backed, leader)
        assert mail.outbox[0].body.startswith("مرحبا")

    def test_what_could_not_leave_is_tried_again_with_the_same_number(
        self, backed, leader, clock, monkeypatch
    ):
        def refuse(*args, **kwargs):
            raise smtplib.SMTPServerDisconnected

        monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
        link = ask(backed, leader)
        job = Job.objects.get()
        assert job.state == JobState.FAILED
        assert try_letters_again() == 0
        monkeypatch.undo()
        clock.shift(datetime.timedelta(minutes=5))
        assert try_letters_again() == 1
        take_up_waiting_jobs()
        assert mail.outbox[0].extra_headers["Message-ID"].startswith(f"<{job.key}@")
        link.refresh_from_db()
        assert link.sent_at is not None

    def test_one_that_says_nothing_any_more_stays(self, backed, leader):
        services.ask_by_link(match=backed, side="mentor", way=MAIL, by=leader)
        services.withdraw_match(match=backed, by=leader)
        take_up_waiting_jobs()
        assert mail.outbox == []


def test_the_loser_of_the_last_place_keeps_the_yes(make_match, programme, soroe, leader):
    mentor = MentorFactory(programme=programme, municipality=soroe, capacity=1)
    make_match(mentor=mentor, active=True)
    match = make_match(mentor=mentor, backed=True)
    services.record_answer(match=match, side="refugee", says="yes", by=leader)
    link = services.ask_by_link(match=match, side="mentor", way=LETTER, by=leader)
    with pytest.raises(DomainError):
        services.answer_by_link(secret=secret_of(link), says="yes")
    assert match.answers.count() == 2
