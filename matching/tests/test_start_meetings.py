"""The start meeting: planned, invited to, moved, cancelled; the agreement; the calendar."""

import datetime
from email import message_from_bytes

import pytest
from django.core import mail
from django.test import TestCase
from django.urls import reverse
from icalendar import Calendar

from matching import services
from matching.agreements import columns_of
from matching.calendar_source import planned_meetings
from matching.models import StartMeeting
from mentorship.clock import today
from mentorship.errors import DomainError
from mentorship.models import User
from mentorship.testing.factories import MentorFactory

FRIDAY = datetime.datetime(2026, 3, 20, 15, 30, tzinfo=datetime.UTC)
EVERYBODY = ["mentor", "refugee", "project_leader"]


@pytest.fixture
def accepted(make_match):
    return make_match(accepted=True)


def plan(match, leader, **more):
    with TestCase.captureOnCommitCallbacks(execute=True):
        return services.plan_start_meeting(match=match, by=leader, **{"planned_at": FRIDAY} | more)


def invite(match, leader):
    with TestCase.captureOnCommitCallbacks(execute=True):
        return services.invite_to_start_meeting(match=match, by=leader)


def event_of(message):
    """(method, the event) of the calendar part of a mail."""
    whole = message_from_bytes(message.message().as_bytes())
    part = next(part for part in whole.walk() if part.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    assert part.get_param("method") == str(calendar["method"])
    return str(calendar["method"]), next(iter(calendar.walk("VEVENT")))


def to(person_mail):
    return [message for message in mail.outbox if message.to == [person_mail]]


class TestInvitations:
    def test_all_who_take_part_get_one_of_their_own(self, accepted, leader):
        plan(accepted, leader, meeting_place="Torvet 1")
        invited = invite(accepted, leader)
        assert invited.written == tuple(EVERYBODY)
        addresses = {message.to[0] for message in mail.outbox}
        assert addresses == {accepted.mentor.person.email, accepted.refugee.person.email, leader.email}
        for message in mail.outbox:
            method, event = event_of(message)
            assert method == "REQUEST"
            assert event["attendee"].lower() == f"mailto:{message.to[0]}".lower()
            assert str(event["location"]) == "Torvet 1"
            others = addresses - {message.to[0]}
            assert not [other for other in others if other in message.message().as_string()]

    def test_nobody_is_named_and_the_two_see_no_case_number(self, accepted, leader):
        plan(accepted, leader)
        invite(accepted, leader)
        for message in mail.outbox:
            whole = message.message().as_string() + str(event_of(message)[1])
            for row in (accepted.mentor, accepted.refugee):
                assert row.person.name not in whole
        mine = to(accepted.mentor.person.email)[0]
        assert accepted.refugee.case_number not in mine.body + str(event_of(mine)[1])

    def test_a_change_takes_the_place_of_what_was_sent(self, accepted, leader):
        plan(accepted, leader)
        invite(accepted, leader)
        plan(accepted, leader, planned_at=FRIDAY + datetime.timedelta(days=3))
        invite(accepted, leader)
        first, second = (event_of(message)[1] for message in to(accepted.mentor.person.email))
        assert first["uid"] == second["uid"]
        assert (first["sequence"], second["sequence"]) == (1, 2)
        assert first["organizer"] == second["organizer"]

    def test_who_comes_no_more_takes_it_out_again(self, accepted, leader):
        plan(accepted, leader)
        invite(accepted, leader)
        plan(accepted, leader, takes_part=["mentor", "refugee"])
        method, event = event_of(to(leader.email)[-1])
        assert (method, str(event["status"])) == ("CANCEL", "CANCELLED")

    def test_cancelling_tells_everybody(self, accepted, leader):
        plan(accepted, leader)
        invite(accepted, leader)
        with TestCase.captureOnCommitCallbacks(execute=True):
            services.cancel_start_meeting(match=accepted, by=leader)
        last = to(accepted.refugee.person.email)[-1]
        method, event = event_of(last)
        assert (method, event["sequence"]) == ("CANCEL", 2)
        with pytest.raises(DomainError):
            services.invite_to_start_meeting(match=accepted, by=leader)

    def test_a_match_given_up_cancels_its_meeting(self, accepted, leader):
        plan(accepted, leader)
        invite(accepted, leader)
        with TestCase.captureOnCommitCallbacks(execute=True):
            services.withdraw_match(match=accepted, by=leader)
        assert event_of(mail.outbox[-1])[0] == "CANCEL"

    def test_where_an_address_is_protected_the_place_is_not_written(self, accepted, leader):
        accepted.refugee.person.protected = True
        accepted.refugee.person.save()
        plan(accepted, leader, meeting_place="Hemmeligvej 7")
        invite(accepted, leader)
        assert mail.outbox
        for message in mail.outbox:
            method, event = event_of(message)
            assert "Hemmeligvej" not in message.body + str(event)
            assert method == "REQUEST"

    def test_who_has_no_address_is_said(self, client, at, accepted, leader):
        accepted.refugee.person.email = ""
        accepted.refugee.person.save()
        client.force_login(leader)
        page = client.post(
            at("step", accepted.pk, "opstartsmoede"),
            {"day": "20-03-2026", "time": "16.30", "takes_part": EVERYBODY, "invite": "on"},
            follow=True,
        )
        assert "Uden mailadresse" in page.content.decode()
        assert len(mail.outbox) == 2

    def test_an_older_one_still_on_its_way_stays(self, accepted, leader):
        plan(accepted, leader)
        with TestCase.captureOnCommitCallbacks(execute=True):
            services.invite_to_start_meeting(match=accepted, by=leader)
            services.invite_to_start_meeting(match=accepted, by=leader)
        assert {event_of(message)[1]["sequence"] for message in mail.outbox} == {2}


class TestPlanning:
    def test_the_programme_says_who_and_how_long(self, accepted, leader):
        meeting = plan(accepted, leader)
        assert meeting.takes_part == EVERYBODY
        assert meeting.ends_at - meeting.planned_at == datetime.timedelta(minutes=60)

    def test_it_cannot_end_before_it_begins(self, accepted, leader):
        with pytest.raises(DomainError):
            plan(accepted, leader, ends_at=FRIDAY)

    @pytest.mark.parametrize(
        ("day", "said"), [("03-04-2026", True), ("21-03-2026", True), ("20-03-2026", False)]
    )
    def test_a_closed_day_is_said_and_may_be_chosen(self, client, at, accepted, leader, day, said):
        """Good Friday, a Saturday, a Friday."""
        client.force_login(leader)
        page = client.post(
            at("step", accepted.pk, "opstartsmoede"), {"day": day, "time": "16.30"}, follow=True
        )
        assert ("lukket" in page.content.decode()) is said
        assert StartMeeting.objects.get().planned_at is not None

    def test_a_day_that_is_over_is_refused(self, client, at, accepted, leader):
        client.force_login(leader)
        data = {"day": "13-03-2026", "time": "16.30"}
        assert client.post(at("step", accepted.pk, "opstartsmoede"), data).status_code == 400

    def test_the_one_who_holds_it_sees_which_lack_one(self, client, accepted, leader):
        client.force_login(leader)
        html = client.get(reverse("people:start")).content.decode()
        assert "match mangler et opstartsmøde" in html
        assert "skulle have været holdt" in html  # accepted in February, within 14 days
        plan(accepted, leader)
        assert "mangler et opstartsmøde" not in client.get(reverse("people:start")).content.decode()


class TestCalendars:
    def test_it_is_in_the_feed_of_whoever_takes_part(self, accepted, leader, consultant):
        plan(accepted, leader)
        (event,) = planned_meetings(User.objects.get(pk=leader.pk))
        assert accepted.refugee.case_number in event.summary
        assert list(planned_meetings(User.objects.get(pk=consultant.pk))) == []
        services.cancel_start_meeting(match=accepted, by=leader)
        assert list(planned_meetings(User.objects.get(pk=leader.pk))) == []

    def test_the_file_is_there_while_it_is_planned(self, client, at, accepted, leader):
        client.force_login(leader)
        assert client.get(at("meeting_ics", accepted.pk)).status_code == 404
        plan(accepted, leader)
        body = client.get(at("meeting_ics", accepted.pk)).content.decode()
        assert "METHOD:PUBLISH" in body
        assert accepted.refugee.person.name not in body


class TestAgreement:
    def test_danish_stands_beside_the_refugees_own_language(self, accepted, programme):
        programme.document["start_meeting"]["agreement"] = {"ti": "ሓደ\nክልተ"}
        programme.document = dict(programme.document)
        programme.save()
        accepted.refugee.person.contact_language = "ti"
        danish, own = columns_of(accepted)
        assert (danish.code, own.code, own.points) == ("da", "ti", ["ሓደ", "ክልተ"])
        accepted.refugee.person.contact_language = "ar"
        _danish, english = columns_of(accepted)
        assert (english.code, bool(english.missing)) == ("en", True)
        accepted.refugee.person.contact_language = "da"
        assert len(columns_of(accepted)) == 1

    def test_the_day_it_was_signed_is_kept(self, client, at, accepted, leader):
        client.force_login(leader)
        assert client.get(at("agreement", accepted.pk)).status_code == 200
        page = client.post(at("step", accepted.pk, "aftale-underskrevet"), {"on": "16-03-2026"}, follow=True)
        assert "Aftale underskrevet 16-03-2026" in page.content.decode()
        assert StartMeeting.objects.get().agreement_signed_on == today()

    def test_it_may_be_written_when_the_match_starts(self, accepted, leader):
        services.start_match(match=accepted, by=leader, on=today(), agreement_signed_on=today())
        assert StartMeeting.objects.get().agreement_signed_on == today()

    def test_it_is_not_for_a_match_that_is_over(self, client, at, make_match, leader):
        client.force_login(leader)
        assert client.get(at("agreement", make_match(ended=True).pk)).status_code == 404

    def test_whoever_holds_the_meeting_prints_it(
        self, client, at, make_match, programme, soroe, organisation, partner
    ):
        match = make_match(
            accepted=True,
            mentor=MentorFactory(programme=programme, municipality=soroe, organisation=organisation),
        )
        client.force_login(partner)
        assert client.get(at("agreement", match.pk)).status_code == 403
        programme.document["start_meeting"]["held_by"] = "partner"
        programme.document = dict(programme.document)
        programme.save()
        assert client.get(at("agreement", match.pk)).status_code == 200
