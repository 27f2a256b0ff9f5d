"""The steps of a match: each its page, its form, and what it refuses."""

import pytest

from matching.models import StartMeeting
from matching.tests.conftest import TODAY
from mentorship.testing.factories import (
    UserFactory,
)

ON = {"on": "16-03-2026"}
TRAITS = ["proposed", "backed", "accepted", "active", "paused", "ended", "declined"]


def text_of(response):
    return response.content.decode()


def made(make_match, trait):
    return make_match(**({} if trait == "proposed" else {trait: True}))


@pytest.mark.parametrize(
    ("trait", "step", "data", "state"),
    [
        pytest.param("proposed", "bak-op", ON | {"text": "Godt"}, "backed", id="back"),
        pytest.param("backed", "svar", ON | {"side": "mentor", "says": "yes"}, "backed", id="a yes"),
        pytest.param(
            "backed",
            "svar",
            ON | {"side": "mentor", "says": "no", "reason": "no_time"},
            "declined",
            id="a no",
        ),
        pytest.param("backed", "traek-tilbage", ON, "withdrawn", id="withdraw"),
        pytest.param(
            "accepted", "opstartsmoede", {"day": "20-03-2026", "time": "16.30"}, "accepted", id="meeting"
        ),
        pytest.param("accepted", "start", ON | {"joint_plan": "Hver tirsdag"}, "active", id="start"),
        pytest.param("active", "pause", ON, "paused", id="pause"),
        pytest.param("paused", "genoptag", ON, "active", id="resume"),
        pytest.param("active", "afslut", ON | {"reason": "completed"}, "ended", id="end"),
        pytest.param("ended", "genaabn", ON, "active", id="reopen"),
    ],
)
def test_each_step_has_a_page_and_is_taken(client, at, make_match, leader, trait, step, data, state):
    match = made(make_match, trait)
    client.force_login(leader)
    form = client.get(at("step", match.pk, step))
    assert form.status_code == 200
    assert 'method="post"' in text_of(form)
    response = client.post(at("step", match.pk, step), data, follow=True)
    match.refresh_from_db()
    assert match.state == state
    assert response.redirect_chain[-1][0] == at("match", match.pk)
    assert "notice--ok" in text_of(response)


def test_a_meeting_is_kept_in_local_time_and_shown_again(client, at, make_match, leader):
    match = make_match(accepted=True)
    client.force_login(leader)
    client.post(
        at("step", match.pk, "opstartsmoede"),
        {"day": "20-03-2026", "time": "16.30", "meeting_place": "Torvet"},
    )
    meeting = StartMeeting.objects.get()
    assert meeting.planned_at.isoformat() == "2026-03-20T15:30:00+00:00"
    again = text_of(client.get(at("step", match.pk, "opstartsmoede")))
    assert 'value="20-03-2026"' in again
    assert 'value="16.30"' in again
    assert "20-03-2026 16.30" in text_of(client.get(at("match", match.pk)))


def test_the_second_to_move_a_meeting_is_told(client, at, make_match, leader):
    match = make_match(accepted=True)
    client.force_login(leader)
    data = {"day": "20-03-2026", "time": "16.30"}
    client.post(at("step", match.pk, "opstartsmoede"), data)
    response = client.post(
        at("step", match.pk, "opstartsmoede"), data | {"version": "1", "meeting_place": "Havnen"}
    )
    assert response.status_code == 400
    assert "Havnen" in text_of(response)
    assert StartMeeting.objects.get().meeting_place == ""


@pytest.mark.parametrize(
    ("trait", "step", "data"),
    [
        pytest.param("backed", "svar", ON | {"side": "mentor", "says": "no"}, id="a no without reason"),
        pytest.param("backed", "svar", ON | {"says": "yes"}, id="nobody's answer"),
        pytest.param("active", "afslut", ON, id="an end without reason"),
        pytest.param("active", "afslut", {"on": "17-03-2026", "reason": "completed"}, id="an end tomorrow"),
        pytest.param("active", "pause", {"on": "1-1-2026"}, id="a pause before the start"),
        pytest.param("accepted", "start", {"on": "i går"}, id="no date"),
    ],
)
def test_a_form_that_cannot_be_comes_back_with_its_errors(client, at, make_match, leader, trait, step, data):
    match = made(make_match, trait)
    before = match.state
    client.force_login(leader)
    response = client.post(at("step", match.pk, step), data)
    match.refresh_from_db()
    assert (response.status_code, match.state) == (400, before)
    assert "data-error-summary" in text_of(response)


def test_a_step_no_longer_open_leads_back(client, at, make_match, leader):
    match = make_match(ended=True)
    client.force_login(leader)
    response = client.post(at("step", match.pk, "pause"), ON, follow=True)
    assert "notice--stop" in text_of(response)
    assert client.get(at("step", match.pk, "dans")).status_code == 404


def test_the_last_place_gone_is_told_and_the_answer_kept(client, at, make_match, leader, mentor):
    make_match(mentor=mentor, active=True)
    match = make_match(mentor=mentor, backed=True)
    client.force_login(leader)
    for side in ("mentor", "refugee"):
        response = client.post(at("step", match.pk, "svar"), ON | {"side": side, "says": "yes"}, follow=True)
    assert "notice--warn" in text_of(response)
    assert match.answers.count() == 2
    assert at("step", match.pk, "accepter") in text_of(response)
    late = client.post(at("step", match.pk, "accepter"), ON, follow=True)
    assert "notice--warn" in text_of(late)


def test_what_a_proposal_waits_for_is_said(client, at, match, leader):
    client.force_login(leader)
    assert "notice--info" in text_of(client.get(at("match", match.pk)))


@pytest.mark.parametrize("name", ["matches", "match"])
def test_pages_are_read_only(client, at, match, leader, name):
    client.force_login(leader)
    assert client.post(at(name, *([match.pk] if name == "match" else []))).status_code == 405


def test_the_users_today_is_the_forms_first_date(client, at, make_match, leader):
    client.force_login(leader)
    html = text_of(client.get(at("step", make_match(active=True).pk, "pause")))
    assert f'value="{TODAY:%d-%m-%Y}"' in html


def test_nobody_signed_out_gets_in(client, at, match):
    assert client.get(at("match", match.pk)).status_code == 302
    client.force_login(UserFactory())
    assert client.get(at("match", match.pk)).status_code == 404
