"""A programme that came in from files: its figures rest on what the files tell, and on nothing made up."""

import datetime
from pathlib import Path

import pytest
from django.conf import settings

from matching.services.importing import import_matches
from mentorship.clock import pretend_today
from mentorship.people.importing import import_people
from mentorship.people.outcomes.importing import import_outcomes
from mentorship.testing.factories import UserFactory
from mentorship.testing.programmes import loaded_programme
from reporting.indicators import REGISTER, Ask
from reporting.selectors import load_facts

pytestmark = pytest.mark.django_db
ROSTERS = Path(settings.BASE_DIR) / "mentorship" / "tests" / "rosters"
MOVED_IN = datetime.date(2017, 4, 3)


def file(name):
    return (ROSTERS / name).read_bytes()


@pytest.fixture
def programme():
    with pretend_today(MOVED_IN):
        made = loaded_programme()
        UserFactory(leader_of=made)
        import_people(data=file("mentors.csv"), programme=made, kind="mentor")
        import_people(data=file("refugees.xlsx"), programme=made, kind="refugee")
        assert import_matches(data=file("matches.csv"), programme=made).added == 23
    with pretend_today(datetime.date(2018, 4, 1)):
        assert import_outcomes(data=file("outcomes.csv"), programme=made).added == 350
    return made


def test_the_first_day_holds_nothing_against_anybody(programme):
    facts = load_facts(programme, MOVED_IN)
    assert len(facts.matches) == 23
    assert {row.before for row in facts.followups if row.due_on < MOVED_IN} == {True}
    shown = REGISTER["followups_done_share"].count(facts, Ask())
    assert (shown.n, shown.N) == (0, 0)
    met = REGISTER["start_meetings_held"].count(facts, Ask())
    assert (met.n, met.N, met.not_yet_known) == (17, 17, 6)


def test_the_extract_makes_the_group_that_is_compared_with(programme):
    facts = load_facts(programme, datetime.date(2018, 3, 31))
    effect = REGISTER["self_support_effect"].count(facts, Ask(compare_with="without_mentor"))
    assert (effect.N + effect.not_yet_known, effect.n0) == (23, 47)
