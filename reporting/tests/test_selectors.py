"""The facts as of a day: nothing that came later, in a fixed number of queries."""

import datetime

import pytest

from followup.testing.factories import FollowUpFactory
from matching.states import MatchState
from matching.testing.factories import MatchFactory
from mentorship.clock import moment_on
from mentorship.models import LabourSpell, Municipality, Population, PopulationMember
from mentorship.testing.factories import MentorFactory, PersonFactory, RefugeeFactory
from mentorship.testing.programmes import loaded_programme
from mentorship.trail import record_act
from reporting.indicators import REGISTER
from reporting.selectors import facts_stamp, load_facts

DAY = datetime.date
EARLY, LATE = DAY(2026, 3, 31), DAY(2026, 12, 31)
pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return loaded_programme(start_on=DAY(2026, 1, 1))


@pytest.fixture
def soroe(programme):
    return Municipality.objects.get(code="340")


def test_what_came_after_the_day_is_not_there(programme, soroe):
    MatchFactory(programme=programme, municipality=soroe, active=True, started_on=DAY(2026, 4, 1))
    MentorFactory(
        programme=programme,
        municipality=soroe,
        selected_on=DAY(2026, 4, 1),
        interviewed_on=DAY(2026, 2, 1),
        left_on=DAY(2026, 6, 1),
    )
    RefugeeFactory(programme=programme, municipality=soroe, registered_on=DAY(2026, 5, 1))
    early, late = load_facts(programme, EARLY), load_facts(programme, LATE)
    assert (len(early.matches), len(late.matches)) == (0, 1)
    assert (len(early.refugees), len(late.refugees)) == (1, 2)
    selected = REGISTER["mentors_selected"]
    assert (selected.compute(programme, EARLY).value, selected.compute(programme, LATE).value) == (1, 2)
    left = [[mentor.left_on for mentor in facts.mentors.values()] for facts in (early, late)]
    assert left == [[None, None], [None, DAY(2026, 6, 1)]]


def test_the_interview_selects_a_mentor_where_no_day_of_selection_is_written(programme, soroe):
    for selected, interviewed in ((None, DAY(2026, 2, 1)), (None, None), (DAY(2026, 5, 1), DAY(2026, 2, 1))):
        MentorFactory(
            programme=programme, municipality=soroe, selected_on=selected, interviewed_on=interviewed
        )
    selected = REGISTER["mentors_selected"]
    assert [selected.compute(programme, on).value for on in (EARLY, LATE)] == [1, 2]


def test_a_mentor_whose_selection_was_taken_back_is_not_selected_by_the_interview(programme, soroe):
    facts = {"programme": programme, "municipality": soroe, "interviewed_on": DAY(2026, 2, 1)}
    back = MentorFactory(**facts, selected_on=None)
    again = MentorFactory(**facts, selected_on=DAY(2026, 3, 1))
    for row in (back, again):
        record_act(kind="mentor.deselected", subject=row, by=None, programme=programme)
    MentorFactory(**facts, selected_on=None)
    assert REGISTER["mentors_selected"].compute(programme, EARLY).value == 2


def test_a_match_that_ended_later_still_runs(programme, soroe):
    MatchFactory(
        programme=programme,
        municipality=soroe,
        ended=True,
        started_on=DAY(2026, 2, 2),
        ended_on=DAY(2026, 4, 1),
        closed_at=moment_on(DAY(2026, 4, 2)),
    )
    early, late = (next(iter(load_facts(programme, on).matches.values())) for on in (EARLY, LATE))
    assert (early.ended_on, early.end_reason) == (None, "")
    assert (late.ended_on, late.end_reason) == (DAY(2026, 4, 1), "completed")
    longer = REGISTER["matches_longer_than"]
    assert longer.compute(programme, EARLY, municipality="340").not_yet_known == 1
    assert longer.compute(programme, LATE, municipality="340").N == 1


def test_the_day_it_was_held_decides_and_not_the_day_it_was_written(programme, soroe):
    match = MatchFactory(programme=programme, municipality=soroe, active=True)
    FollowUpFactory(match=match, step="opening_talk_01", due_on=DAY(2026, 3, 2), done=True, held_on=EARLY)
    FollowUpFactory(
        match=match, step="opening_talk_02", due_on=DAY(2026, 3, 9), done=True, held_on=DAY(2026, 4, 1)
    )
    FollowUpFactory(match=match, step="opening_talk_03", due_on=DAY(2026, 4, 1))
    done = REGISTER["followups_done"]
    assert [done.compute(programme, on).value for on in (EARLY, LATE)] == [1, 2]
    assert [len(load_facts(programme, on).followups) for on in (EARLY, LATE)] == [2, 3]


def test_a_step_taken_back_by_the_end_of_the_match_was_never_due(programme, soroe):
    match = MatchFactory(
        programme=programme,
        municipality=soroe,
        ended=True,
        started_on=DAY(2026, 2, 2),
        ended_on=DAY(2026, 3, 1),
    )
    for due_on, step in ((DAY(2026, 2, 20), "opening_talk_02"), (DAY(2026, 3, 9), "opening_talk_05")):
        FollowUpFactory(match=match, step=step, due_on=due_on, state="cancelled")
    assert [row.step for row in load_facts(programme, LATE).followups] == ["opening_talk_02"]


def test_a_spell_runs_until_it_is_known_to_be_over(programme, soroe):
    person = MatchFactory(programme=programme, municipality=soroe, state=MatchState.PROPOSED).refugee.person
    other = PersonFactory()
    population = Population.objects.get(programme=programme, key="gross_target_group")
    PopulationMember.objects.create(population=population, person=other)
    for whose in (person, other, PersonFactory()):
        LabourSpell.objects.create(
            person=whose,
            from_on=DAY(2026, 1, 1),
            to_on=DAY(2026, 5, 1),
            status="education",
            hours_per_week="20.5",
        )
    early, late = load_facts(programme, EARLY), load_facts(programme, LATE)
    assert early.spell_on(other.pk, EARLY).status == "education"
    assert early.spells[person.pk][0].hours == 20.5
    assert late.spell_on(person.pk, LATE) is None
    assert set(early.spells) == {person.pk, other.pk}
    assert early.populations["gross_target_group"] == {other.pk}
    assert early.population_dates["gross_target_group"] == population.as_of_on


@pytest.mark.parametrize("people", [1, 20])
def test_the_number_of_queries_does_not_grow(programme, soroe, people, django_assert_num_queries):
    for _ in range(people):
        match = MatchFactory(programme=programme, municipality=soroe, active=True)
        FollowUpFactory(match=match, step="opening_talk_01", done=True)
    with django_assert_num_queries(11):
        load_facts(programme, LATE)


def test_the_stamp_changes_with_what_is_counted(programme, soroe):
    stamps = [facts_stamp(programme)]
    refugee = RefugeeFactory(programme=programme, municipality=soroe)
    stamps.append(facts_stamp(programme))
    record_act(kind="refugee.selected", subject=refugee, by=None, programme=programme)
    stamps.append(facts_stamp(programme))
    refugee.version += 1
    refugee.save(update_fields=["version"])
    stamps.append(facts_stamp(programme))
    assert len(set(stamps)) == 4
    assert facts_stamp(programme) == stamps[-1]
