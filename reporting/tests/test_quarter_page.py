"""The quarter's page: who reads it, what it says, and that it shows no person."""

import datetime

import pytest
from django.core.cache import cache
from django.urls import reverse

from mentorship.permissions import Role
from mentorship.testing.factories import ProgrammeFactory
from mentorship.testing.programmes import loaded_programme
from reporting.charts import words
from reporting.quarters import Quarter
from reporting.snapshots import freeze_quarter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
Q1, Q2 = Quarter(2026, 1), Quarter(2026, 2)


@pytest.fixture
def url(programme):
    return reverse("reporting:quarter", args=[programme.key])


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.PROJECT_LEADER, 200),
        (Role.CONSULTANT, 200),
        (Role.STEERING_GROUP, 200),
        (Role.EVALUATOR, 200),
        (Role.TASK_GROUP, 403),
        (None, 404),
    ],
)
def test_who_reads_the_quarter(client, sign_in, url, role, status):
    sign_in(role)
    assert client.get(url).status_code == status


def test_a_role_elsewhere_opens_nothing(client, sign_in, url):
    sign_in(Role.PROJECT_LEADER, programme=ProgrammeFactory())
    assert client.get(url).status_code == 404


def test_the_page_is_read_only(client, sign_in, url):
    sign_in(Role.PROJECT_LEADER)
    assert client.post(url).status_code == 405


def test_question_answer_and_every_criterion_with_its_definition(client, sign_in, lives, url, programme):
    lives(3)
    sign_in(Role.STEERING_GROUP)
    page = client.get(url).content.decode()
    assert words.question({"target": 70}) in page
    for criterion in programme.document["criteria"]:
        assert criterion["label"]["da"] in page
    assert page.count("definition-list") == len(programme.document["criteria"])
    assert page.count('<svg class="chart"') == 2


def test_nothing_on_the_steering_groups_page_is_a_person(client, sign_in, lives, url, programme):
    matches = lives(6)
    freeze_quarter(programme=programme, quarter=Q2, by=None)
    sign_in(Role.STEERING_GROUP)
    for query in ("", "?kvartal=2026Q2"):
        page = client.get(url + query).content.decode()
        assert "Kanarie" not in page
        for match in matches:
            assert match.refugee.case_number not in page
        assert reverse("people:refugees", args=[programme.key]) not in page


def test_a_leader_follows_a_figure_to_its_cases(client, sign_in, url, programme):
    sign_in(Role.PROJECT_LEADER)
    assert f'href="{reverse("people:refugees", args=[programme.key])}"' in client.get(url).content.decode()


def test_a_frozen_quarter_is_shown_as_it_was(client, sign_in, lives, url, programme):
    lives(6)
    snapshot = freeze_quarter(programme=programme, quarter=Q1, by=None)
    freeze_quarter(programme=programme, quarter=Q1, by=None, reason="Ti blev logget sent")
    sign_in(Role.STEERING_GROUP)
    newest = client.get(url, {"kvartal": "2026Q1"})
    assert newest.context["provenance"].endswith("2")
    assert "Ti blev logget sent" in newest.content.decode()
    first = client.get(url, {"kvartal": "2026Q1-1"})
    assert first.context["tiles"][0]["value"] == snapshot.data["progress"]["reached"] == 6
    assert [option["value"] for option in first.context["options"]] == ["", "2026Q1", "2026Q1-1"]
    assert [option["selected"] for option in first.context["options"]] == [False, False, True]
    assert first.context["breakdowns"]


@pytest.mark.parametrize("wanted", ["2020Q1", "spring", "2026Q1-9", "2026Q1-x"])
def test_a_quarter_that_is_not_frozen_is_not_there(client, sign_in, lives, url, programme, wanted):
    lives(1)
    freeze_quarter(programme=programme, quarter=Q1, by=None)
    sign_in(Role.STEERING_GROUP)
    assert client.get(url, {"kvartal": wanted}).status_code == 404


def test_breakdowns_wait_until_a_quarter_is_frozen(client, sign_in, lives, url, programme):
    lives(6)
    sign_in(Role.STEERING_GROUP)
    assert client.get(url).context["breakdowns"] == []
    freeze_quarter(programme=programme, quarter=Q1, by=None)
    shown = client.get(url).context
    assert shown["breakdowns_on"] == "31-03-2026"
    assert {table["key"] for table in shown["breakdowns"]} == {"refugees", "mentors"}


@pytest.mark.parametrize("people", [1, 20])
def test_the_number_of_queries_does_not_grow(
    client, sign_in, lives, url, people, django_assert_max_num_queries
):
    lives(people)
    sign_in(Role.STEERING_GROUP)
    cache.clear()
    with django_assert_max_num_queries(32):
        client.get(url)
    with django_assert_max_num_queries(22):
        client.get(url)


PROGRESS = {
    "target": 70,
    "reached": 52,
    "line": 54,
    "forecast": 67.4,
    "due_on": "2026-12-31",
    "state": "nearly",
}


@pytest.mark.parametrize(
    ("changed", "first", "part"),
    [
        ({}, "Næsten.", "54"),
        ({"state": "on_track"}, "Ja.", "67"),
        ({"state": "behind"}, "Nej.", "67"),
        ({"state": "reached", "reached": 70}, "Ja.", "70"),
        ({"state": "overdue"}, "Nej.", "18"),
        ({"state": "no_target", "target": None}, "", "52"),
    ],
)
def test_the_answer_is_the_figures_in_words(changed, first, part):
    answer, sentence = words.answer(PROGRESS | changed)
    assert answer in {first, {"Næsten.": "Nearly.", "Ja.": "Yes.", "Nej.": "No."}.get(first)}
    assert part in sentence


def test_the_start_page_tells_of_the_target(client, sign_in, lives, url):
    lives(2)
    sign_in(Role.PROJECT_LEADER)
    assert f'href="{url}"' in client.get("/").content.decode()


def test_a_programme_without_a_target_or_people_has_a_page(client, sign_in, programme):
    other = ProgrammeFactory()
    other.document["criteria"] = []
    other.save()
    sign_in(Role.PROJECT_LEADER, programme=other)
    response = client.get(reverse("reporting:quarter", args=[other.key]))
    assert response.status_code == 200
    assert words.question({"target": None}) in response.content.decode()


def test_a_programme_with_partners_milestones_and_money_has_a_page(client, sign_in):
    other = loaded_programme("vaertsprogram", start_on=datetime.date(2026, 1, 1))
    sign_in(Role.PROJECT_LEADER, programme=other)
    response = client.get(reverse("reporting:quarter", args=[other.key]))
    rows = {row["label"]: row for row in response.context["criteria"]}
    assert rows["Foreningen Nydansker"]["target"] == "75"
    assert words.status({"status": "not_counted", "not_yet_known": 0, "value": None}, "yes_no", None) in [
        row["status"] for row in rows.values()
    ]
