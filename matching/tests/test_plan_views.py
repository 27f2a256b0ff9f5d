"""A plan's page, putting it forward, discarding it, and the list of plans."""

import pytest
from django.urls import reverse

from matching import services
from matching.models import Match, MatchingRun, PlannedPair
from matching.services.putting_forward import run_putting_forward
from matching.tests.conftest import TODAY
from mentorship.models import Job, LookUp
from mentorship.permissions import Role
from mentorship.testing.factories import (
    MentorFactory,
    ProgrammeFactory,
    RefugeeFactory,
    RoleBindingFactory,
    UserFactory,
)


@pytest.fixture
def people(programme, soroe):
    """One pair that fits, and one person nobody can take on."""
    mentor = MentorFactory(programme=programme, municipality=soroe)
    fits, stuck = (RefugeeFactory(programme=programme, municipality=soroe) for _each in range(2))
    stuck.profile.languages = {"so": 5}
    stuck.profile.save()
    return mentor, fits, stuck


@pytest.fixture
def run(people, programme, leader):
    return services.make_plan(programme=programme, by=leader, name="Martsrunden")


@pytest.fixture
def at(programme):
    def url(name, *args):
        return reverse(f"matching:{name}", args=[programme.key, *args])

    return url


def text_of(response):
    return response.content.decode()


def test_the_plan_shows_pairs_reasons_and_who_is_left(client, at, run, people, leader):
    mentor, fits, stuck = people
    client.force_login(leader)
    response = client.get(at("plan", run.pk))
    html = text_of(response)
    assert html.index(fits.person.name) < html.index(stuck.person.name)
    assert run.pairs.get().because[0]["text"] in html
    assert run.unmatched[0]["because"][0]["text"] in html
    tiles = {str(tile["label"]): tile["value"] for tile in response.context["tiles"]}
    assert list(tiles.values()) == ["1", f"{run.total:.0f}", f"{run.total:.0f}", "74", "0"]
    assert LookUp.objects.filter(what="plan").count() == 3


def test_protected_people_are_case_numbers(client, at, run, people, leader):
    for row in people:
        row.person.protected = True
        row.person.save()
    client.force_login(leader)
    html = text_of(client.get(at("plan", run.pk)))
    for row in people:
        assert row.case_number in html
        assert row.person.name not in html


@pytest.mark.parametrize(
    ("by_eye", "shown"),
    [
        pytest.param({"matched": 0, "total": 0}, "1 ", id="one fewer"),
        pytest.param({"matched": 1, "total": 10}, " ", id="fewer points"),
        pytest.param({"matched": 1, "total": 1000}, "", id="no worse"),
        pytest.param(None, None, id="not worked out"),
    ],
)
def test_the_sentence_on_best_first_is_honest(client, at, run, leader, by_eye, shown):
    run.params["by_eye"] = by_eye
    run.save()
    client.force_login(leader)
    sentence = client.get(at("plan", run.pk)).context["by_eye"]
    assert (sentence == "") is (shown is None)
    assert (shown or "") in sentence


def test_by_municipality(client, at, run, leader, programme, people, soroe):
    client.force_login(leader)
    towns = client.get(at("plan", run.pk)).context["towns"]
    assert towns == [{"name": soroe.name, "matched": 1, "waiting": 2}]


def test_an_empty_plan_has_a_page(client, at, programme, leader):
    run = services.make_plan(programme=programme, by=leader)
    client.force_login(leader)
    assert client.get(at("plan", run.pk)).status_code == 200


@pytest.mark.parametrize("rows", [1, 20])
def test_the_plan_costs_the_same_whatever_its_length(
    client, at, programme, soroe, leader, rows, django_assert_max_num_queries
):
    for _each in range(rows):
        MentorFactory(programme=programme, municipality=soroe)
        RefugeeFactory(programme=programme, municipality=soroe)
    run = services.make_plan(programme=programme, by=leader)
    client.force_login(leader)
    client.get(at("plan", run.pk))
    with django_assert_max_num_queries(14):
        client.get(at("plan", run.pk))


def test_putting_forward_asks_first_then_proposes(client, at, run, people, leader):
    client.force_login(leader)
    assert 'name="answer_by_on"' in text_of(client.get(at("put_forward", run.pk)))
    assert not Match.objects.exists()
    response = client.post(at("put_forward", run.pk), {"answer_by_on": "30-03-2026"}, follow=True)
    match = Match.objects.get()
    assert (match.refugee, match.answer_by_on.day) == (people[1], 30)
    assert at("match", match.pk) in text_of(response)
    again = client.post(at("put_forward", run.pk), {}, follow=True)
    assert "notice--stop" in text_of(again)
    assert Match.objects.count() == 1


def test_what_could_not_be_proposed_is_told_by_case_number(client, at, run, people, leader):
    mentor, fits, _stuck = people
    fits.consents.update(withdrawn_on=TODAY)
    client.force_login(leader)
    html = text_of(client.post(at("put_forward", run.pk), {}, follow=True))
    assert "notice--warn" in html
    assert fits.case_number in html
    assert fits.person.name not in html


def test_a_date_that_is_none_comes_back(client, at, run, leader):
    client.force_login(leader)
    assert client.post(at("put_forward", run.pk), {"answer_by_on": "snart"}).status_code == 400
    assert not Match.objects.exists()


def test_a_programme_without_a_task_group_is_asked_for_no_date(client, at, run, leader, programme):
    programme.document["task_group"]["part"] = "none"
    programme.save()
    client.force_login(leader)
    assert 'name="answer_by_on"' not in text_of(client.get(at("put_forward", run.pk)))


def test_discarding_asks_first(client, at, run, leader):
    client.force_login(leader)
    client.get(at("discard", run.pk))
    run.refresh_from_db()
    assert run.state == MatchingRun.State.DRAFT
    client.post(at("discard", run.pk))
    run.refresh_from_db()
    assert run.state == MatchingRun.State.DISCARDED
    assert "notice--stop" in text_of(client.post(at("discard", run.pk), follow=True))
    assert at("put_forward", run.pk) not in text_of(client.get(at("plan", run.pk)))


def test_the_list_of_plans(client, at, run, leader, programme):
    services.make_plan(programme=programme, by=None, name="Fra skallen")
    client.force_login(leader)
    html = text_of(client.get(at("plans")))
    assert html.index("Fra skallen") < html.index("Martsrunden")


def test_no_plans_yet(client, at, leader):
    client.force_login(leader)
    assert "empty" in text_of(client.get(at("plans")))


def test_another_programmes_plan_is_not_found(client, at, leader):
    other = ProgrammeFactory()
    foreign = MatchingRun.objects.create(programme=other, name="x", programme_version=1, on=TODAY)
    client.force_login(leader)
    for name in ("plan", "put_forward", "discard"):
        assert client.get(at(name, foreign.pk)).status_code == 404


@pytest.mark.parametrize("role", [Role.TASK_GROUP, Role.STEERING_GROUP, Role.EVALUATOR])
def test_plans_are_the_leaders(client, at, run, role, programme):
    client.force_login(RoleBindingFactory(role=role, programme=programme, user=UserFactory()).user)
    for url in (at("plan", run.pk), at("put_forward", run.pk), at("discard", run.pk), at("plans")):
        assert client.get(url).status_code == 403


def test_many_pairs_are_put_forward_by_a_job(client, at, run, people, leader, programme, soroe, monkeypatch):
    mentor, fits, _stuck = people
    refused = RefugeeFactory(programme=programme, municipality=soroe)
    other = MentorFactory(programme=programme, municipality=soroe)
    PlannedPair.objects.create(run=run, refugee=refused, mentor=other, score=50)
    refused.consents.update(withdrawn_on=TODAY)
    monkeypatch.setattr("matching.views.plans.AT_ONCE", 0)
    client.force_login(leader)
    response = client.post(at("put_forward", run.pk), {"answer_by_on": "30-03-2026"})
    job = Job.objects.get()
    assert response.url == reverse("people:job", args=[job.key])
    assert (Match.objects.get().refugee, Match.objects.get().answer_by_on.day) == (fits, 30)
    status = client.get(reverse("people:job_status", args=[job.key])).json()
    page = client.get(status["url"])
    assert page.context["became"]["proposed"] == 1
    assert refused.case_number in text_of(page)
    again = client.post(at("put_forward", run.pk), {}, follow=True)
    assert "notice--stop" in text_of(again)
    assert run_putting_forward(job) == {"run": run.pk}
    assert Match.objects.count() == 1


def test_a_pair_that_a_change_made_is_told_of_too(client, at, run, people, leader):
    run.pairs.update(because=[])
    client.force_login(leader)
    assert client.get(at("plan", run.pk)).context["pairs"][0]["bars"]
    client.post(at("put_forward", run.pk), {})
    assert Match.objects.get().because
