"""The rows of people bring along the pairs that are ruled out by who they are."""

from matching.criteria.facts import PAIR_RULES
from matching.criteria.rules import RULES
from matching.people_rows import read_rows
from matching.tests.conftest import TODAY
from mentorship.models import Mentor, Refugee


def test_each_pair_rule_is_brought_along_and_none_is_also_a_rule_of_facts(match, programme):
    rows = read_rows(programme, refugees=Refugee.objects.all(), mentors=Mentor.objects.all(), on=TODAY)
    assert set(rows.excluded) == set(PAIR_RULES)
    assert not set(rows.excluded) & set(RULES)
