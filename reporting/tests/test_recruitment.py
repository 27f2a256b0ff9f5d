"""The yield of recruiting: spellings that are one channel, matches that lasted, those not stated."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.testing.factories import MatchFactory
from mentorship.forms.channels import ChannelField
from mentorship.models import Municipality
from mentorship.people.channels import channels_in_use
from mentorship.permissions import Role
from mentorship.testing.factories import MentorFactory, RefugeeFactory, RoleBindingFactory, UserFactory
from mentorship.testing.programmes import loaded_programme
from reporting.recruitment import Recruit, ran, yields
from reporting.recruits import load_recruits

DAY = datetime.date
AS_OF = DAY(2026, 11, 23)


def recruit(channel="event", **fields):
    return Recruit(**{"channel": channel, "organisation": "", "registered_on": DAY(2026, 1, 1)} | fields)


@pytest.mark.parametrize(
    ("started", "ended", "verdict"),
    [
        pytest.param(DAY(2026, 1, 1), None, True, id="runs-on"),
        pytest.param(DAY(2026, 1, 1), DAY(2026, 4, 2), True, id="ended-on-the-day"),
        pytest.param(DAY(2026, 1, 1), DAY(2026, 4, 1), False, id="ended-a-day-short"),
        pytest.param(DAY(2026, 11, 1), None, None, id="too-new"),
        pytest.param(DAY(2026, 8, 24), None, True, id="had-the-time-today"),
        pytest.param(DAY(2026, 8, 25), None, None, id="has-it-tomorrow"),
    ],
)
def test_a_match_lasts_when_it_has_run_three_months(started, ended, verdict):
    assert ran(started, ended, AS_OF, 91) is verdict


def test_each_group_is_counted_and_the_unstated_comes_last():
    rows = yields(
        [
            recruit(""),
            recruit(""),
            recruit("event", interviewed=True, selected=True, trained=True, cleared=True),
            recruit("event", matches=((DAY(2026, 1, 11), DAY(2026, 2, 1)), (DAY(2026, 2, 1), None))),
            recruit("event", matches=((DAY(2026, 1, 31), None),)),
            recruit("paper", matches=((DAY(2026, 11, 20), None),)),
        ],
        as_of=AS_OF,
        days=91,
    ).by_channel
    assert [(row.key, row.registered) for row in rows] == [("event", 3), ("paper", 1), ("", 2)]
    event, paper, unstated = rows
    assert (event.interviewed, event.selected, event.trained, event.cleared, event.matched) == (1, 1, 1, 1, 2)
    assert (event.lasted.n, event.lasted.N, event.lasted.not_yet_known) == (2, 3, 0)
    assert event.median_days == 20, "to the first match: 10 and 30 days"
    assert (paper.lasted.N, paper.lasted.not_yet_known, paper.lasted.value) == (0, 1, None)
    assert (unstated.matched, unstated.median_days) == (0, None)


def test_the_whole_is_the_sum_of_its_parts():
    found = [recruit("a"), recruit("b", cleared=True), recruit("")]
    found = [*found, recruit("a", organisation="Red Cross", selected=True)]
    counted = yields(found, as_of=AS_OF, days=91)
    assert (counted.whole.registered, counted.whole.cleared, counted.whole.selected) == (4, 1, 1)
    assert [(row.key, row.registered) for row in counted.by_channel] == [("a", 2), ("b", 1), ("", 1)]
    assert [(row.key, row.registered) for row in counted.by_organisation] == [("Red Cross", 1), ("", 3)]


@pytest.fixture
def programme(db, time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC))
    return loaded_programme()


@pytest.fixture
def soroe(programme):
    return Municipality.objects.get(code="340")


@pytest.fixture
def leader(programme):
    return UserFactory(leader_of=programme)


def mentor(programme, said="", **fields):
    return MentorFactory(programme=programme, recruited_through=said, **fields)


def test_spellings_of_one_channel_are_one(programme, leader):
    for said in (
        "word_of_mouth",
        "Mund til mund",
        "mund  til mund ",
        "Facebook",
        "facebook ",
        "FACEBOOK",
        " ",
    ):
        mentor(programme, said)
    channels = sorted(row.channel for row in load_recruits(leader, programme))
    assert channels == ["", "Facebook", "Facebook", "Facebook", *["word_of_mouth"] * 3]


def test_how_far_a_mentor_has_come_is_read_from_the_case(programme, leader):
    ready = mentor(programme, "event", trained_on=DAY(2026, 2, 1))
    mentor(programme, "event", papers=False, interviewed_on=None, selected_on=None)
    match = MatchFactory(programme=programme, mentor=ready, active=True)
    MatchFactory(programme=programme, mentor=ready, refugee=RefugeeFactory(programme=programme))
    first, second = load_recruits(leader, programme)
    assert (first.interviewed, first.selected, first.trained, first.cleared) == (True,) * 4
    assert first.matches == ((match.started_on, None),), "a proposal is no match yet"
    assert (second.interviewed, second.selected, second.trained, second.cleared) == (False,) * 4


def test_the_period_is_that_of_the_registration(programme, leader):
    for day in (1, 15, 30):
        mentor(programme, registered_on=DAY(2026, 6, day))
    found = load_recruits(leader, programme, since=DAY(2026, 6, 15), until=DAY(2026, 6, 30))
    assert [row.registered_on.day for row in found] == [15, 30]


def page(programme):
    return reverse("reporting:recruitment", args=[programme.key])


def labels(response, table=0):
    return [row["label"] for row in response.context["tables"][table]["rows"]]


def test_the_page_shows_channels_and_organisations(client, programme, leader):
    partner = programme.organisations.get(name="Røde Kors")
    mentor(programme, "event", organisation=partner)
    mentor(programme, "Opslag i Netto")
    mentor(programme)
    client.force_login(leader)
    response = client.get(page(programme))
    assert labels(response) == ["Opslag i Netto", "Arrangement", "(ikke oplyst)"]
    assert labels(response, 1) == ["Røde Kors", "kommunens egen"]
    assert [table["total"]["yield"].registered for table in response.context["tables"]] == [3, 3]


def test_the_period_stands_in_the_address(client, programme, leader):
    mentor(programme, "event", registered_on=DAY(2026, 6, 1))
    client.force_login(leader)
    inside = client.get(page(programme), {"fra": "01-06-2026", "til": "30-06-2026"})
    assert (inside.context["count"], len(inside.context["active"])) == (1, 2)
    assert client.get(page(programme), {"fra": "02-06-2026"}).context["count"] == 0
    turned = client.get(page(programme), {"fra": "02-06-2026", "til": "01-06-2026"})
    assert "Perioden slutter" in turned.content.decode()


def test_narrow_roles_count_their_own_mentors(client, programme, soroe, leader):
    partner = programme.organisations.get(name="Røde Kors")
    mentor(programme, "event", organisation=partner)
    mentor(programme, "newspaper", municipality=soroe)
    for role, scope, shown in (
        (Role.PARTNER, {"organisation": partner}, ["Arrangement"]),
        (Role.CONSULTANT, {"municipality": soroe}, ["Avis"]),
    ):
        client.force_login(RoleBindingFactory(role=role, programme=programme, **scope).user)
        assert labels(client.get(page(programme))) == shown


@pytest.mark.parametrize("role", [Role.STEERING_GROUP, Role.TASK_GROUP, Role.EVALUATOR])
def test_others_are_refused(client, programme, role):
    client.force_login(RoleBindingFactory(role=role, programme=programme).user)
    assert client.get(page(programme)).status_code == 403


def test_the_page_costs_the_same_whatever_its_length(client, programme, leader):
    client.force_login(leader)
    costs = []
    for more in (1, 19):
        for number in range(more):
            found = mentor(programme, f"Kanal {number}")
            MatchFactory(programme=programme, mentor=found, active=True)
        client.get(page(programme))
        with CaptureQueriesContext(connection) as queries:
            response = client.get(page(programme))
        costs.append(len(queries))
    assert response.context["count"] == 20
    assert costs[0] == costs[1] <= 10


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param("Mund til mund", "word_of_mouth", id="the-programmes-words"),
        pytest.param("word of mouth", "word_of_mouth", id="in-english"),
        pytest.param(" mund  TIL mund ", "word_of_mouth", id="any-case"),
        pytest.param("FACEBOOK", "Facebook", id="as-it-was-written-first"),
        pytest.param("Opslag  i Netto", "Opslag i Netto", id="something-new"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_channel_is_spelt_as_it_is_already(programme, written, kept):
    mentor(programme, "Facebook")
    field = ChannelField(programme=programme)
    assert field.clean(written) == kept


def test_the_field_suggests_what_is_used_already_in_words(programme):
    mentor(programme, "Facebook")
    mentor(programme, "facebook")
    mentor(programme, "event")
    field = ChannelField(programme=programme)
    assert channels_in_use(programme) == ["Facebook"]
    html = field.widget.render("recruited_through", field.prepare_value("event"), {"id": "id_x"})
    assert 'list="id_x-suggestions"' in html
    assert 'value="Arrangement"' in html.split("<datalist")[0]
    assert html.count('<option value="Facebook">') == 1
