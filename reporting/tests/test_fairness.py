"""The steering group's page on whom places fall to: rounded, from a frozen quarter, and no person."""

import pytest
from django.urls import reverse

from mentorship.testing.factories import RefugeeFactory
from reporting.quarters import Quarter
from reporting.snapshots import freeze_quarter

Q1 = Quarter(2026, 1)


@pytest.fixture
def page(client, programme):
    return lambda: client.get(reverse("reporting:fairness", args=[programme.key]))


@pytest.fixture
def quarter(today, programme, soroe, lives):
    """Thirteen women with a match, and eighteen men without."""
    lives(13)
    for _n in range(18):
        RefugeeFactory(
            programme=programme, municipality=soroe, person__gender="male", registered_on=programme.starts_on
        )
    return freeze_quarter(programme=programme, quarter=Q1, by=None)


@pytest.mark.django_db
def test_only_multiples_of_five_leave_the_house(page, quarter, sign_in):
    sign_in("steering_group")
    response = page()
    assert response.status_code == 200
    tables = response.context["tables"]
    assert tables
    figures = [row[name] for table in tables for row in table["rows"] for name in ("paired", "without")]
    assert all(int(figure) % 5 == 0 for figure in figures)
    gender = {row["label"]: row for row in tables[0]["rows"]}
    assert len(gender) == 2
    assert {row["share"] for row in gender.values()} == {"100\N{NO-BREAK SPACE}%", "0\N{NO-BREAK SPACE}%"}
    assert "100" in response.context["sentence"]
    assert response.context["exact_url"] == ""


@pytest.mark.django_db
def test_what_happens_after_the_quarter_is_not_told(page, quarter, programme, soroe, sign_in):
    sign_in("steering_group")
    before = page().context["tables"]
    for _n in range(20):
        RefugeeFactory(programme=programme, municipality=soroe, person__gender="male")
    assert page().context["tables"] == before


@pytest.mark.django_db
def test_without_a_frozen_quarter_nothing_is_shown(page, today, programme, sign_in):
    sign_in("steering_group")
    response = page()
    assert response.context["tables"] == []
    assert response.status_code == 200


@pytest.mark.django_db
def test_the_leader_is_led_to_the_exact_figures(page, quarter, sign_in):
    sign_in("project_leader")
    assert page().context["exact_url"]
