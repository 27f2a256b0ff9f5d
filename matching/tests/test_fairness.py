"""How places fall among groups: the pure figures, the rows they are made of, and the leader's page."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching import services
from matching.fairness import Row, Spread, by_group, figures_of, largest_gap
from matching.fairness_rows import groups_of, rows_of_plan, rows_so_far
from matching.shares import difference_pp
from matching.testing.factories import ON
from matching.tests.conftest import TODAY
from mentorship.models import LookUp
from mentorship.testing.factories import FROM, MentorFactory, RefugeeFactory


def people(n, paired, **groups):
    return [Row(groups, paired=number < paired, days=10 * number) for number in range(n)]


def test_figures_of_a_group():
    rows = [
        Row({}, paired=True, days=10, score=60.0),
        Row({}, paired=True, days=None, score=80.0),
        Row({}, paired=False, days=40, possible=0, ruled_out={"language": 4, "municipality": 1}, mentors=4),
        Row({}, paired=False, days=90, possible=3, ruled_out={"language": 1}, mentors=4),
        Row({}, paired=False, days=100),
    ]
    found = figures_of("x", rows)
    assert (found.n, found.paired, found.rate) == (5, 2, 0.4)
    assert found.waited == Spread(1, 10, 10)
    assert found.waiting == Spread(3, 90, 100)
    assert found.score.median == 70
    assert (found.nobody, found.looked_at, found.possible.median) == (1, 2, 1.5)
    assert found.rules == (("language", 0.625), ("municipality", 0.125))
    assert figures_of("", []).rate is None


def test_small_groups_are_counted_together_and_come_last():
    rows = [
        row for key, n in (("ar", 4), ("so", 3), ("ti", 2), ("fa", 1)) for row in people(n, 1, language=key)
    ]
    found = by_group(rows, "language", at_most=3)
    assert [(group.key, group.n, group.paired) for group in found] == [
        ("ar", 4, 1),
        ("so", 3, 1),
        ("other", 3, 2),
    ]


def test_the_largest_gap_is_held_against_everybody_else():
    tables = {
        "gender": by_group(people(40, 30, gender="female") + people(40, 10, gender="male"), "gender"),
        "age": by_group(people(60, 30, age="-29") + people(20, 10, age="50-"), "age"),
    }
    gap = largest_gap(tables)
    assert (gap.dimension, gap.tried) == ("gender", 4)
    plain = difference_pp(gap.effect.x1, 40, gap.effect.x0, 40)
    assert gap.effect.pp == plain.pp
    assert gap.effect.lower < plain.lower  # four were tried: the interval is wider
    assert gap.beyond_chance


def test_a_handful_is_no_gap_and_a_large_share_of_few_does_not_outshout():
    assert (
        largest_gap({"gender": by_group(people(4, 0, gender="a") + people(50, 50, gender="b"), "gender")})
        is None
    )
    tables = {
        "language": by_group(people(5, 5, language="so") + people(45, 30, language="ar"), "language"),
        "gender": by_group(people(200, 150, gender="a") + people(200, 110, gender="b"), "gender"),
    }
    assert largest_gap(tables).dimension == "gender"
    few = by_group(people(5, 4, language="so") + people(5, 3, language="ar"), "language")
    assert not largest_gap({"language": few}).beyond_chance


@pytest.mark.parametrize(
    ("levels", "language"),
    [
        ({"da": 3, "ar": 5}, "ar"),
        ({"da": 5, "so": 5}, "so"),
        ({"da": 2}, "da"),
        ({}, "unknown"),
        (None, "unknown"),
    ],
)
def test_the_mother_tongue(levels, language):
    row = {"person__gender": "", "person__birth_year": 1996, "municipality__name": "Sorø"}
    found = groups_of(row | {"profile__languages": levels}, TODAY)
    assert found == {"gender": "unknown", "age": "30-49", "language": language, "municipality": "Sorø"}


def test_whoever_had_a_pair_once_counts_as_paired(programme, soroe, leader, make_match):
    make_match(active=True, score=70)
    make_match(ended=True, score=50)
    make_match()  # proposed: nobody has said yes
    waiting, left, _not_yet = (RefugeeFactory(programme=programme, municipality=soroe) for _n in range(3))
    left.left_on = FROM + datetime.timedelta(days=5)
    left.save()
    _not_yet.waiting_since = None
    _not_yet.save()
    rows = rows_so_far(leader, programme, on=TODAY)
    assert sorted((row.paired, row.days) for row in rows) == [
        (False, 5),
        (False, (TODAY - waiting.waiting_since).days),
        (False, (TODAY - FROM).days),
        (True, (ON - FROM).days),
        (True, (ON - FROM).days),
    ]
    assert sorted(row.score for row in rows if row.paired) == [50, 70]


def test_waiting_again_does_not_hide_the_first_wait(programme, leader, make_match):
    match = make_match(ended=True)
    match.refugee.waiting_since = match.ended_on
    match.refugee.save()
    (row,) = rows_so_far(leader, programme, on=TODAY)
    assert (row.paired, row.days) == (True, (ON - match.refugee.registered_on).days)


@pytest.fixture
def run(programme, soroe, leader):
    MentorFactory(programme=programme, municipality=soroe)
    RefugeeFactory(programme=programme, municipality=soroe)
    stuck = RefugeeFactory(programme=programme, municipality=soroe, person__gender="male")
    stuck.profile.languages = {"so": 5}
    stuck.profile.save()
    return services.make_plan(programme=programme, by=leader)


def test_the_rows_of_a_plan_know_who_was_ruled_out_by_what(run, leader):
    paired, stuck = sorted(rows_of_plan(leader, run), key=lambda row: not row.paired)
    assert paired.score == run.pairs.get().score
    assert (stuck.possible, stuck.mentors, stuck.ruled_out["language"]) == (0, 1, 1)


def test_the_page_counts_and_names_nobody(client, at, run, leader):
    client.force_login(leader)
    for query in ({}, {"grundlag": "kladde"}):
        response = client.get(at("fairness"), query)
        html = response.content.decode()
        assert response.status_code == 200
        assert response.context["whole"]["nobody"] == 1
        assert not any(row.person.name in html for row in run.programme.refugees.select_related("person"))
    assert client.get(at("fairness"), {"grundlag": "kladde"}).context["whole"]["paired"] == 1
    assert not LookUp.objects.exists()


def test_the_number_of_queries_does_not_grow(client, at, run, leader, programme, soroe):
    client.force_login(leader)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            client.get(at("fairness"))
        return len(caught)

    queries()  # the first opens the session
    few = queries()
    for _n in range(8):
        RefugeeFactory(programme=programme, municipality=soroe)
    assert queries() == few


def test_the_sentence_tells_the_gap_with_its_numbers(client, at, programme, soroe, leader, make_match):
    for _n in range(8):
        make_match(active=True)
        RefugeeFactory(programme=programme, municipality=soroe, person__gender="male")
    client.force_login(leader)
    sentence = client.get(at("fairness")).context["sentence"]
    assert "8 af 8" in sentence
    assert "0 af 8" in sentence
    assert "100" in sentence
