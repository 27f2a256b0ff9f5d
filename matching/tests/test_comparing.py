"""Two plans side by side: figures and moves, the page, and a plan made again from its record."""

import io

import pytest
from django.core.management import CommandError, call_command

from matching import services
from matching.comparing import Figures, Move, Side, Town, by_town, differing, figures, moves
from matching.models import PlanScores
from matching.services.reproducing import reproduce
from mentorship.models import LookUp
from mentorship.testing.factories import MentorFactory, RefugeeFactory


def test_figures_of_a_side():
    side = Side({1: 10, 2: 11}, {1: 60.0, 2: 40.5}, {1: 9, 2: 3, 3: 50}, {})
    assert figures(side) == Figures(2, 100.5, 40.5, 12)
    assert figures(Side({})) == Figures(0, 0, None, 0)


def test_who_loses_comes_first_then_who_gains():
    before, after = {1: 10, 2: 11, 3: 12, 5: 13}, {1: 11, 2: 10, 4: 12, 5: 13}
    found = moves(before, after)
    assert found == [Move(3, 12, None), Move(4, None, 12), Move(1, 10, 11), Move(2, 11, 10)]
    assert [move.kind for move in found] == ["lost", "gained", "other", "other"]


def test_towns_count_those_who_waited_in_either():
    one = Side({1: 10}, towns={1: "Sorø", 2: "Ringsted"})
    other = Side({2: 10}, towns={2: "Ringsted", 3: "Ringsted"})
    assert by_town(one, other) == [Town("Ringsted", (0, 1), (1, 2)), Town("Sorø", (1, 0), (1, 0))]


def test_what_is_missing_and_what_says_nothing_are_alike():
    found = differing({"age": 8, "needs": 0}, {"age": 9, "travel": 3}, alike=(0, 0.0))
    assert found == [("age", 8, 9), ("travel", None, 3)]
    assert differing({"clearances": {"a": "always"}}, {"clearances": {"a": "never"}})


@pytest.fixture
def crowd(programme, soroe):
    """Four and three, so that somebody is left."""
    refugees = [RefugeeFactory(programme=programme, municipality=soroe) for _n in range(4)]
    mentors = [MentorFactory(programme=programme, municipality=soroe) for _n in range(3)]
    for number, row in enumerate((*refugees, *mentors)):
        row.person.birth_year = 1960 + 3 * number
        row.person.save()
    return refugees, mentors


@pytest.fixture
def plan(programme, leader, crowd):
    return services.make_plan(programme=programme, by=leader, name="Første")


def again(run):
    out = io.StringIO()
    call_command("reproduce_plan", str(run.pk), stdout=out)
    return out.getvalue()


def test_a_plan_is_made_again_from_its_stored_points(plan, crowd):
    assert reproduce(plan).same
    refugees, _mentors = crowd
    for row in refugees:  # what becomes of the people does not matter: the points were kept
        row.profile.languages = {"so": 5}
        row.profile.save()
    assert reproduce(plan).made_of == "points"
    assert "3 par" in again(plan)


def test_decisions_in_the_draft_are_part_of_its_record(programme, leader, crowd):
    refugees, mentors = crowd
    run = services.make_plan(
        programme=programme,
        by=leader,
        locks=[(refugees[3].pk, mentors[0].pk)],
        without=[(refugees[0].pk, mentors[1].pk)],
        left_out=[refugees[1].pk],
    )
    found = reproduce(run)
    assert found.same
    assert found.matched == (3, 3)
    run.params["left_out"] = []
    run.params["locks"] = []
    assert not reproduce(run).same


def test_a_plan_without_points_is_made_again_from_facts_and_says_so(plan, crowd, leader):
    PlanScores.objects.all().delete()
    assert reproduce(plan).same
    assert reproduce(plan).made_of == "facts"
    services.put_plan_forward(run=plan, by=leader)  # proposals of later take nobody's place
    assert reproduce(plan).same
    assert "ingen gemte point" in again(plan)
    refugees, _mentors = crowd
    served = plan.pairs.first().refugee
    served.profile.languages = {"so": 5}
    served.profile.save()
    with pytest.raises(CommandError, match=f"{plan.matched} par"):
        again(plan)


def test_points_that_are_not_those_of_the_plan_are_refused(plan):
    stored = PlanScores.objects.get()
    stored.data = bytes(stored.data)[:-1] + b"x"
    stored.save()
    with pytest.raises(CommandError, match="ikke dem"):
        again(plan)


def test_a_changed_record_is_told_line_by_line(plan, crowd):
    pair = plan.pairs.first()
    free = next(row for row in crowd[0] if not plan.pairs.filter(refugee=row).exists())
    was = pair.refugee_id
    pair.refugee = free
    pair.save()
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("reproduce_plan", str(plan.pk), stdout=out)
    assert f"borger {free.pk}: mentor {pair.mentor_id} i planen, – når den laves igen" in out.getvalue()
    assert f"borger {was}: mentor – i planen, {pair.mentor_id} når den laves igen" in out.getvalue()


def test_no_such_plan(db):
    with pytest.raises(CommandError):
        call_command("reproduce_plan", "999")


def test_the_page_tells_what_differs_and_logs_who_is_named(client, at, plan, programme, leader, crowd):
    refugees, _mentors = crowd
    left = next(row for row in refugees if not plan.pairs.filter(refugee=row).exists())
    served = plan.pairs.first().refugee
    other = services.make_plan(programme=programme, by=leader, left_out=[served.pk], name="Anden")
    client.force_login(leader)
    response = client.get(at("compare"))
    html = response.content.decode()
    assert [each["name"] for each in response.context["plans"]] == ["Første", "Anden"]
    assert response.context["counts"]["lost"] == 1
    assert response.context["counts"]["gained"] == 1
    assert left.person.name in html
    assert served.person.name in html
    assert LookUp.objects.filter(what="plan").exists()
    same = client.get(at("compare"), {"a": plan.pk, "b": plan.pk})
    assert same.context["changed"] == 0
    assert other.params["left_out"] == [served.pk]


def test_weights_and_rules_that_differ_are_named(client, at, plan, programme, leader):
    other = services.make_plan(programme=programme, by=leader, name="Anden")
    other.params["weights"] = other.params["weights"] | {"age": 20.0}
    other.params["rules"] = other.params["rules"] | {"at_most_km": 30}
    other.save()
    client.force_login(leader)
    response = client.get(at("compare"), {"a": plan.pk, "b": other.pk})
    assert [row[1:] for row in response.context["weights"]] == [["8", "20"]]
    assert [row[1:] for row in response.context["rules"]] == [["–", "30"]]


@pytest.mark.parametrize("query", [{"a": "x"}, {"a": "999999"}])
def test_a_plan_that_is_not_there(client, at, plan, programme, leader, query):
    services.make_plan(programme=programme, by=leader)
    client.force_login(leader)
    assert client.get(at("compare"), query).status_code == 404


def test_one_plan_alone_is_nothing_to_compare(client, at, plan, leader):
    client.force_login(leader)
    assert not client.get(at("compare")).context["enough"]
