"""How points are made: what the page tells of the programme's own rules and weights, and to whom."""

import pytest
from django.urls import reverse

from matching.criteria.described import CRITERIA_DESCRIBED, RULES_DESCRIBED
from matching.criteria.facts import PAIR_RULES
from matching.criteria.fits import CRITERIA
from matching.criteria.rules import RULES
from mentorship.permissions import Role
from mentorship.testing.factories import RoleBindingFactory


def test_every_criterion_and_rule_tells_its_unit_scale_and_source():
    assert set(CRITERIA_DESCRIBED) == set(CRITERIA)
    assert set(RULES_DESCRIBED) == {*RULES, *PAIR_RULES}
    for criterion in CRITERIA.values():
        assert criterion.told.unit
        assert criterion.told.how
        assert criterion.told.source
    for rule in RULES.values():
        assert rule.told.how
        assert rule.told.source


@pytest.mark.django_db
def test_the_page_tells_what_this_programme_asks(client, programme, leader):
    client.force_login(leader)
    page = client.get(reverse("matching:method", args=[programme.key]))
    assert page.status_code == 200
    told, rules = page.context["criteria"], {row["label"]: row for row in page.context["rules"]}
    weights = [float(row["weight"].replace(",", ".")) for row in told]
    assert weights == sorted(weights, reverse=True)
    assert all(row["unit"] and row["how"] and row["source"] for row in told)
    assert rules["Intet brugbart fælles sprog"]["value"] == "Nogenlunde"
    assert "Uddannelse mangler" not in rules  # training never blocks a match here
    assert page.context["tabs"]
    assert not any("{" in row[name] for row in told for name in row)


@pytest.mark.django_db
def test_the_task_group_reads_it_alone(client, programme):
    member = RoleBindingFactory(programme=programme, role=Role.TASK_GROUP).user
    client.force_login(member)
    page = client.get(reverse("matching:method", args=[programme.key]))
    assert page.status_code == 200
    assert page.context["tabs"] == []
