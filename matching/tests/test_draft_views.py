"""The draft on the matching page: what it shows, what its buttons do, and who may press them."""

import pytest
from django.urls import reverse

from matching import services
from matching.draft_plan import pairs_of
from matching.models import ForbiddenPair, MatchingRun
from matching.planner import planner_of
from matching.tests.conftest import TODAY
from mentorship.models import Job, LookUp, Refugee
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
    """Three who wait and two mentors who suit them unequally."""
    mentors = [MentorFactory(programme=programme, municipality=soroe, capacity=1) for _each in range(2)]
    refugees = [RefugeeFactory(programme=programme, municipality=soroe) for _each in range(3)]
    for number, row in enumerate([*mentors, *refugees]):
        row.profile.interests = ["football", "cooking", "music"][: number % 3 + 1]
        row.profile.save()
    return refugees, mentors


@pytest.fixture
def run(people, programme, leader):
    return services.make_plan(programme=programme, by=leader, name="Martsrunden")


@pytest.fixture
def get(client, at, leader):
    client.force_login(leader)
    return lambda **query: client.get(at("board"), query)


@pytest.fixture
def press(client, at, leader, run):
    """Send a change of the draft as it now is."""
    client.force_login(leader)

    def send(kind, refugee, mentor="", name="draft_change", **data):
        run.refresh_from_db()
        sent = {"kind": kind, "refugee": refugee, "mentor": mentor, "version": run.version} | data
        response = client.post(at(name, run.pk), sent, follow=True)
        run.refresh_from_db()
        return response

    return send


def text_of(response):
    return response.content.decode()


def planned(run):
    return next(iter(pairs_of(run).items()))


def test_the_draft_is_shown_beside_what_was_proposed(get, run, press):
    refugee, _mentor = planned(run)
    press("leave_out", refugee)
    panel = get().context["draft"]
    first = panel["figures"][0]
    assert (first["now"], first["first"], panel["out"][0]["pk"]) == (str(run.matched), "2", refugee)
    assert "Martsrunden" in text_of(get())
    person = Refugee.objects.get(pk=refugee).person_id
    assert LookUp.objects.filter(what="matching", person_id=person).exists()


def test_who_waits_is_grouped_by_the_draft(get, run, people, press, programme, soroe):
    stuck = RefugeeFactory(programme=programme, municipality=soroe)
    left = (set(Refugee.objects.values_list("pk", flat=True)) - set(pairs_of(run)) - {stuck.pk}).pop()
    out = next(iter(pairs_of(run)))
    press("leave_out", out)
    found = {row["pk"]: group["number"] for group in get().context["groups"] for row in group["rows"]}
    assert found[out] == 3
    assert found[stuck.pk] == 1
    assert found[left] == 2  # takes the place that came free
    shown = get(vis="out").context["groups"]
    assert [row["pk"] for group in shown for row in group["rows"]] == [out]
    fresh = [row["fresh"] for group in get(vis="none").context["groups"] for row in group["rows"]]
    assert fresh == [True]


@pytest.mark.parametrize("order", ["", "nyeste", "kommune", "sagsnr", "-navn"])
def test_any_order_may_be_asked_for(get, run, order):
    assert get(sorter=order).status_code == 200


def test_each_mentor_tells_what_the_choice_does_to_the_plan(get, run, people):
    left = (set(Refugee.objects.values_list("pk", flat=True)) - set(pairs_of(run))).pop()
    mentor = people[1][0].pk
    response = get(refugee=left, mentor=mentor)
    row = next(row for row in response.context["chosen"]["rows"] if row["pk"] == mentor)
    cost = planner_of(run).costs(left)[mentor]
    moved = planner_of(run).cost(left, mentor).moved
    assert row["plan"]["open"]
    assert len(row["plan"]["moves"]) == len(moved) - 1
    preview = response.context["chosen"]["preview"]
    assert preview["matched"] == run.matched + cost.matched_change
    assert preview["moves"][0] == row["plan"]["moves"][0]


def test_choosing_locks_and_comes_back_to_the_place(press, run, people, get):
    refugee, mentor = planned(run)
    other = next(row.pk for row in people[1] if row.pk != mentor)
    back = f"plan={run.pk}&refugee={refugee}&kommune=340&next=//ond.invalid"
    response = press("choose", refugee, other, back=back, at="mentors-title")
    assert pairs_of(run)[refugee] == other
    assert run.pairs.get(refugee=refugee).locked
    url = response.redirect_chain[-1][0]
    assert url.endswith(f"?plan={run.pk}&refugee={refugee}&kommune=340#mentors-title")
    assert "notice--ok" in text_of(response)
    row = next(row for row in get(refugee=refugee).context["chosen"]["rows"] if row["pk"] == other)
    assert row["plan"]["locked"]


def test_keeping_apart_undoing_and_doing_again(press, run):
    refugee, mentor = planned(run)
    press("forbid", refugee, mentor, reason="acquainted")
    assert ForbiddenPair.objects.get().reason == "acquainted"
    press("", 0, name="draft_undo")
    assert not ForbiddenPair.objects.exists()
    assert pairs_of(run)[refugee] == mentor
    press("", 0, name="draft_redo")
    assert pairs_of(run).get(refugee) != mentor
    assert "notice--stop" in text_of(press("forbid", refugee, mentor, reason="weather"))
    assert "notice--stop" in text_of(press("", 0, name="draft_redo"))


def test_two_leaders_in_one_draft(press, run, programme, client, at):
    refugee, mentor = planned(run)
    seen = run.version
    press("lock", refugee, mentor)
    other = UserFactory(leader_of=programme)
    client.force_login(other)
    response = press("leave_out", refugee, version=seen)
    assert "notice--stop" in text_of(response)
    assert str(run.updated_by) in text_of(response)
    assert refugee in pairs_of(run)
    assert response.context["draft"]["run"].version == run.version


def test_nonsense_is_not_found(press, run, programme):
    refugee, mentor = planned(run)
    foreign = RefugeeFactory().pk
    assert press("explode", refugee, mentor).status_code == 404
    assert press("lock", foreign, mentor).status_code == 404
    assert press("lock", refugee, MentorFactory().pk).status_code == 404
    assert press("lock", refugee, "").status_code == 404
    assert press("lock", refugee, mentor, version="x").status_code == 404
    assert press("", 0, name="draft_undo", version="").status_code == 404
    assert run.cursor == 0


def test_a_draft_is_chosen_by_the_address_and_named(get, client, at, run, programme, leader):
    newer = services.make_plan(programme=programme, by=leader, name="Nyere")
    assert get().context["draft"]["run"] == newer
    assert get(plan=run.pk).context["draft"]["run"] == run
    assert [other["name"] for other in get().context["draft"]["others"]] == ["Martsrunden"]
    assert get(plan="x").status_code == 404
    assert get(plan=9999).status_code == 404
    client.post(at("draft_rename", run.pk), {"name": "Foråret"})
    assert get(plan=run.pk).context["draft"]["run"].name == "Foråret"
    assert "notice--stop" in text_of(client.post(at("draft_rename", run.pk), {"name": ""}, follow=True))
    services.discard_plan(run=run, by=leader)
    assert get(plan=run.pk).url == at("plan", run.pk)


def test_what_has_happened_since_is_told(get, run, people, programme, soroe):
    assert get().context["draft"]["since"] == ""
    RefugeeFactory(programme=programme, municipality=soroe)
    Refugee.objects.filter(pk=people[0][0].pk).update(waiting_since=None)
    MentorFactory(programme=programme, municipality=soroe)
    assert get().context["draft"]["since"].count("1") == 3


def test_a_rule_that_came_in_the_way_since_is_said_at_the_row(get, run, people):
    refugee, mentor = planned(run)
    next(row for row in people[1] if row.pk == mentor).consents.update(withdrawn_on=TODAY)
    row = next(r for r in get(refugee=refugee).context["chosen"]["rows"] if r["pk"] == mentor)
    assert row["in_the_way"] in text_of(get(refugee=refugee))


def test_a_plan_from_before_points_were_kept_can_be_read(get, run):
    run.scores.delete()
    run.params.pop("scores")
    run.save()
    refugee, _mentor = planned(run)
    response = get(refugee=refugee)
    assert response.status_code == 200
    assert not response.context["draft"]["changeable"]
    assert not response.context["chosen"]["of_draft"]


def test_proposing_again_keeps_what_is_decided_and_stands_beside(press, client, at, run, programme, get):
    refugee, mentor = planned(run)
    press("lock", refugee, mentor)
    out = next(pk for pk in pairs_of(run) if pk != refugee)
    press("leave_out", out)
    client.post(at("propose_for_all"), {"plan": run.pk, "keep": "on", "name": "Ny runde"})
    new = MatchingRun.objects.latest("pk")
    assert (new.based_on, new.name) == (run, "Ny runde")
    assert new.pairs.get(refugee=refugee).locked
    assert out not in pairs_of(new)
    status = client.get(reverse("people:job_status", args=[Job.objects.latest("pk").key])).json()
    assert status["url"] == at("beside", new.pk)
    page = client.get(at("beside", new.pk))
    assert page.status_code == 200
    client.post(at("propose_for_all"), {"plan": run.pk})
    free = MatchingRun.objects.latest("pk")
    assert not free.pairs.filter(locked=True).exists()
    assert free.params["left_out"] == []


@pytest.mark.parametrize("kept", ["new", "old"])
@pytest.mark.parametrize("both", [True, False])
def test_going_on_with_one_of_two(client, at, leader, run, programme, kept, both, clock):
    new = services.make_plan(programme=programme, by=leader, based_on=run)
    client.force_login(leader)
    chosen, other = (new, run) if kept == "new" else (run, new)
    clock.shift(60)
    data = {"keep": chosen.pk} | ({"both": "on"} if both else {})
    response = client.post(at("go_on", new.pk), data)
    assert response.url == f"{at('board')}?plan={chosen.pk}#draft-title"
    other.refresh_from_db()
    assert (other.state == MatchingRun.State.DRAFT) is both
    assert client.get(at("board")).context["draft"]["run"] == chosen
    if not both:
        assert client.get(at("beside", new.pk)).status_code == 302
        assert client.post(at("go_on", new.pk), {"keep": other.pk}).url == at("plans")
    assert client.post(at("go_on", new.pk), {"keep": 9999}).status_code == 404


@pytest.mark.parametrize("rows", [2, 20])
def test_the_page_costs_the_same_however_large_the_draft(
    get, programme, soroe, leader, rows, django_assert_max_num_queries
):
    for _each in range(rows):
        MentorFactory(programme=programme, municipality=soroe)
        RefugeeFactory(programme=programme, municipality=soroe)
    run = services.make_plan(programme=programme, by=leader)
    refugee, mentor = planned(run)
    other = run.pairs.exclude(refugee=refugee).first()
    get(refugee=refugee)
    with django_assert_max_num_queries(44):
        assert get(refugee=refugee, mentor=other.mentor_id).status_code == 200


@pytest.mark.parametrize("role", [Role.TASK_GROUP, Role.STEERING_GROUP, Role.CONSULTANT])
def test_drafts_are_the_leaders(client, at, run, role, programme, soroe):
    scope = {"municipality": soroe} if role == Role.CONSULTANT else {}
    client.force_login(RoleBindingFactory(role=role, programme=programme, user=UserFactory(), **scope).user)
    assert client.get(at("beside", run.pk)).status_code == 403
    for name in ("draft_change", "draft_undo", "draft_redo", "draft_rename", "go_on"):
        assert client.post(at(name, run.pk)).status_code == 403


def test_another_programmes_draft_is_not_found(client, at, leader):
    foreign = MatchingRun.objects.create(
        programme=ProgrammeFactory(), name="x", programme_version=1, on=TODAY
    )
    client.force_login(leader)
    assert client.get(at("beside", foreign.pk)).status_code == 404
    assert client.get(at("board"), {"plan": foreign.pk}).status_code == 404
    assert client.post(at("propose_for_all"), {"plan": foreign.pk}).status_code == 404
    for name in ("draft_change", "draft_undo", "draft_redo", "draft_rename", "go_on"):
        assert client.post(at(name, foreign.pk), {"version": 1}).status_code == 404
