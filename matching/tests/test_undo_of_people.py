"""An import of people beside what matching builds on it: a match holds it, a draft of a plan does not."""

import pytest

from matching.models import ForbiddenPair, MatchingRun, PlannedPair
from matching.testing.factories import MatchFactory
from mentorship.errors import DomainError
from mentorship.models import ImportBatch, Mentor
from mentorship.people.taking_back import blockers_of
from mentorship.people.undoing import undo_import
from mentorship.testing.factories import MentorFactory, RefugeeFactory, UserFactory
from mentorship.testing.programmes import loaded_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return loaded_programme()


@pytest.fixture
def leader(programme):
    return UserFactory(leader_of=programme)


@pytest.fixture
def mentor(programme):
    batch = ImportBatch.objects.create(programme=programme, kind="mentor", sha256="", added=1)
    return MentorFactory(programme=programme, import_batch=batch, papers=False)


def told(mentor):
    return {str(blocker.what): blocker.cases for blocker in blockers_of(mentor.import_batch)}


def test_a_match_holds_the_import(programme, mentor, leader):
    refugee = RefugeeFactory(programme=programme)
    MatchFactory(programme=programme, mentor=mentor, refugee=refugee, created_by=leader)
    assert told(mentor) == {"match": (mentor.case_number,)}
    with pytest.raises(DomainError):
        undo_import(batch=mentor.import_batch, by=leader)


def test_a_pair_kept_apart_holds_it_too(programme, mentor, leader):
    refugee = RefugeeFactory(programme=programme)
    ForbiddenPair.objects.create(mentor=mentor, refugee=refugee, reason="family", by=leader)
    assert told(mentor) == {"Holdt fra hinanden som par": (mentor.case_number,)}


def test_a_draft_of_a_plan_lets_go(programme, mentor, leader):
    run = MatchingRun.objects.create(
        programme=programme, programme_version=1, on=programme.starts_on, created_by=leader
    )
    refugee = RefugeeFactory(programme=programme)
    pair = PlannedPair.objects.create(run=run, mentor=mentor, refugee=refugee, score=1.0)
    assert told(mentor) == {}
    undo_import(batch=mentor.import_batch, by=leader)
    assert not Mentor.objects.exists()
    assert not PlannedPair.objects.filter(pk=pair.pk).exists()
