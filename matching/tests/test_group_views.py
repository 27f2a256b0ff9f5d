"""The task group's queue: no names, profiles by consent, and the group's word."""

import pytest
from django.urls import reverse

from matching.models import MatchComment
from matching.states import MatchState
from matching.tests.conftest import TODAY
from mentorship.models import LookUp
from mentorship.permissions import Role
from mentorship.testing.factories import ProgrammeFactory, RoleBindingFactory, UserFactory


@pytest.fixture
def member(programme):
    return RoleBindingFactory(role=Role.TASK_GROUP, programme=programme).user


@pytest.fixture
def queue(client, programme, member):
    client.force_login(member)

    def get(**query):
        return client.get(reverse("matching:group", args=[programme.key]), query)

    return get


@pytest.fixture
def say(client, programme, member):
    client.force_login(member)

    def send(match, **data):
        return client.post(reverse("matching:say", args=[programme.key, match.pk]), data, follow=True)

    return send


def text_of(response):
    return response.content.decode()


def test_the_queue_shows_case_numbers_and_profiles_but_no_names(queue, match, member):
    match.because = [
        {"criterion": "interests", "weight": 1, "fit": 1, "points": 100, "text": "Begge spiller skak"}
    ]
    match.answer_by_on = TODAY
    match.save()
    match.refugee.note = "hemmelig bemærkning"
    match.refugee.save()
    html = text_of(queue())
    for shown in (match.refugee.case_number, match.mentor.case_number, "Begge spiller skak", "fodbold"):
        assert shown in html
    for person in (match.refugee.person, match.mentor.person):
        for hidden in (person.name, person.email, person.phone, "hemmelig"):
            assert hidden not in html
    assert LookUp.objects.filter(user_id=member.pk, what="proposal").count() == 2


@pytest.mark.parametrize("side", ["mentor", "refugee"])
def test_a_profile_is_shown_only_by_consent(queue, match, side):
    getattr(match, side).consents.filter(scope="task_group").update(withdrawn_on=TODAY)
    html = text_of(queue())
    assert match.refugee.case_number in html
    assert "fodbold" not in html
    assert "notice--warn" in html


def test_backed_and_closed_matches_are_out_of_the_queue(queue, make_match):
    for trait in ("backed", "active", "declined"):
        match = make_match(**{trait: True})
        assert match.refugee.case_number not in text_of(queue())


def test_backing(say, match, member):
    response = say(match, stance="backs", text="Godt set")
    match.refresh_from_db()
    assert (match.state, match.backed_by) == (MatchState.BACKED, member)
    assert "notice--ok" in text_of(response)


def test_advising_against_and_commenting_leave_it_in_the_queue(say, queue, match):
    say(match, stance="advises_against", text="De kender hinanden")
    say(match, stance="comments", text="Spørg igen")
    assert list(MatchComment.objects.order_by("pk").values_list("stance", flat=True)) == [
        "advises_against",
        "comments",
    ]
    html = text_of(queue())
    assert "De kender hinanden" in html
    assert "Spørg igen" in html


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"stance": "advises_against"}, id="advice without a reason"),
        pytest.param({"stance": "comments", "text": " "}, id="an empty comment"),
        pytest.param({"stance": "dances"}, id="no such stance"),
        pytest.param({"stance": "comments", "text": "x" * 2001}, id="too long"),
    ],
)
def test_what_cannot_be_said_comes_back(say, match, data):
    assert "notice--stop" in text_of(say(match, **data))
    assert not MatchComment.objects.exists()


def test_what_is_no_longer_put_to_the_group_is_not_found(say, make_match):
    assert say(make_match(backed=True), stance="backs").status_code == 404


def test_another_programmes_proposal_is_not_found(client, programme, match):
    other = ProgrammeFactory()
    client.force_login(RoleBindingFactory(role=Role.TASK_GROUP, programme=other).user)
    assert client.get(reverse("matching:group", args=[programme.key])).status_code == 404
    url = reverse("matching:say", args=[other.key, match.pk])
    assert client.post(url, {"stance": "backs"}).status_code == 404


@pytest.mark.parametrize("role", [Role.STEERING_GROUP, Role.EVALUATOR])
def test_others_do_not_sit_in_the_group(client, programme, match, role):
    client.force_login(RoleBindingFactory(role=role, programme=programme, user=UserFactory()).user)
    assert client.get(reverse("matching:group", args=[programme.key])).status_code == 403
    assert client.post(reverse("matching:say", args=[programme.key, match.pk])).status_code == 403


def test_the_queue_is_read_by_get_and_spoken_to_by_post(client, queue, programme, match):
    queue()
    assert client.post(reverse("matching:group", args=[programme.key])).status_code == 405
    assert client.get(reverse("matching:say", args=[programme.key, match.pk])).status_code == 405


@pytest.mark.parametrize("rows", [1, 9])
def test_the_queue_costs_the_same_whatever_its_length(queue, make_match, rows, django_assert_max_num_queries):
    for _each in range(rows):
        make_match()
    queue()
    with django_assert_max_num_queries(12):
        queue()


def test_nothing_waits(queue):
    assert "empty" in text_of(queue())
