"""The schema holds the programmes of the sources, and the files that come with the product are whole."""

from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from mentorship.errors import DomainError
from mentorship.models import Programme
from mentorship.programmes import vocabulary
from mentorship.programmes.catalogue import InvalidProgramme, built_in, find_file, read_programme
from mentorship.programmes.document import programme_document, words
from mentorship.programmes.schema.base import Text
from mentorship.programmes.schema.casework import ResponsibleBySide
from mentorship.programmes.shift import shift_document
from mentorship.programmes.validation import fields_at
from mentorship.testing.programmes import document_of

OTHERS = Path(__file__).parent / "programmes"


@pytest.fixture
def holdbart():
    return read_programme("holdbart-match")


@pytest.fixture
def host():
    return read_programme("vaertsprogram")


@pytest.mark.parametrize(
    "path", [*built_in().values(), *sorted(OTHERS.glob("*.yaml"))], ids=lambda path: path.stem
)
def test_a_programme_of_the_sources_is_valid(path):
    assert read_programme(str(path)).key == path.stem


def test_holdbart_match_has_every_number_of_its_source(holdbart):
    criteria = {criterion.key: criterion for criterion in holdbart.criteria}
    assert criteria["mentors_selected"].target == 70
    assert criteria["mentors_interviewed"].target == 100
    assert criteria["refugees_matched"].target == 70
    assert criteria["refugees_matched"].by_municipality == {"340": 45, "329": 25}
    assert criteria["self_support"].target == 10
    assert criteria["self_support"].compare_with == "without_mentor"
    assert criteria["mentors_under_40"].parameters.younger_than == 40
    assert {part.code: part.quota.people for part in holdbart.municipalities} == {"340": 45, "329": 25}
    population = holdbart.population("gross_target_group")
    assert (population.size, population.as_of, population.shares[0].percent) == (308, date(2016, 10, 31), 30)
    assert holdbart.funding.pool.account == "14.69.01.60"
    assert (holdbart.funding.pool.amount, holdbart.funding.pool.municipalities) == (1_400_000, 4)
    assert len(holdbart.organisations) == 8
    assert [part.formal for part in holdbart.organisations].count(True) == 3


def test_the_phases_of_holdbart_match_overlap_and_follow_up_outlives_them(holdbart):
    recruitment, selection, matching = holdbart.phases
    assert recruitment.starts_on < selection.due_on < recruitment.ends_on
    assert matching.starts_on < recruitment.ends_on
    assert holdbart.period.follow_up_ends_on > matching.ends_on


def test_the_task_group_of_holdbart_match_is_composed_as_the_source_says(holdbart):
    leader, consultants, civil_society = holdbart.task_group.members
    assert holdbart.task_group.part == "required"
    assert (leader.count, consultants.each_municipality) == (1, 1)
    assert (civil_society.at_least, civil_society.at_most) == (2, 3)


def test_training_never_blocks_a_match_of_holdbart_match(holdbart):
    assert holdbart.training[0].when == "after_match"
    assert holdbart.matching.rules.training_blocks is False


def test_the_plan_of_holdbart_match_is_weekly_then_6_and_12_months(holdbart):
    entries = holdbart.schedule()
    assert [entry["key"] for entry in entries[:2]] == ["opening_talk_01", "opening_talk_02"]
    assert entries[11] == {"key": "opening_talk_12", "sides": ["both"], "after_days": 84}
    assert entries[12:] == [
        {"key": "status_6", "sides": ["mentor", "refugee"], "after_months": 6},
        {"key": "status_12", "sides": ["mentor", "refugee"], "after_months": 12},
    ]
    assert holdbart.schedule(anchor="end") == []


def test_vaertsprogram_has_every_number_of_its_source(host):
    criteria = {criterion.key: criterion for criterion in host.criteria}
    targets = {key: criterion.target for key, criterion in criteria.items() if criterion.target is not None}
    assert targets == {
        "registered_year_1": 100,
        "matches_year_1": 60,
        "matches": 150,
        "matches_completed": 100,
        "longer_than_3_months": 80,
        "all_followed_up": 100,
        "all_evaluated": 100,
        "know_services": 70,
        "feel_included": 70,
        "better_danish": 70,
        "effect_on_work": 60,
        "expats_stay": 50,
        "cost_per_match": 10_000,
    }
    assert criteria["matches"].by_organisation == {"dansk_flygtningehjaelp": 75, "foreningen_nydansker": 75}
    assert [criterion.key for criterion in host.criteria if criterion.unit == "yes_no"] == [
        "steering_group_set_up",
        "project_plan",
        "interview_forms",
    ]
    assert host.budget.total == 1_500_000
    assert [source.amount for source in host.budget.sources] == [1_400_000, 100_000]
    assert [line.amount for line in host.budget.lines] == [1_000_000, 200_000, 200_000]
    assert host.population("primary_target_group").size == 1800


def test_in_vaertsprogram_the_municipality_follows_the_newcomer_and_the_partner_the_host(host):
    assert [step.after_months for step in host.follow_up.plan] == [1, 3, 6]
    for step in host.follow_up.plan:
        assert step.responsible.for_side("refugee") == "consultant"
        assert step.responsible.for_side("mentor") == "partner"
    assert host.start_meeting.held_by == "partner"


def test_the_percentages_of_vaertsprogram_rest_on_completed_final_evaluations(host):
    shares = [criterion for criterion in host.criteria if criterion.indicator == "answers_positive"]
    assert len(shares) == 5
    assert all(criterion.of.completed_only for criterion in shares)


def test_a_repeated_step_is_found_by_its_occurrence(holdbart):
    assert holdbart.step("opening_talk_03").key == "opening_talk"
    assert holdbart.step("status_6").key == "status_6"
    assert holdbart.step("opening_talk_13") is None


def test_a_step_every_other_month_falls_every_other_month():
    document = read_programme(str(OTHERS / "aegtefaelle-jylland.yaml"))
    assert [entry["after_months"] for entry in document.schedule()] == [1, 3, 5]
    assert document.criteria[-1].retired.word == "awaited"


def test_what_is_asked_for_by_key_is_found_or_none(holdbart):
    assert holdbart.criterion("self_support").unit == "percentage_points"
    assert holdbart.criterion("nothing") is None
    assert holdbart.end_reason("independent").completed
    assert holdbart.end_reason("nothing") is None
    assert holdbart.population("nothing") is None
    assert holdbart.weight("language") == 18
    assert holdbart.weight("nothing") == 0
    assert holdbart.consent_scopes_required("refugee") == {"participation"}
    with translation.override("da"):
        assert holdbart.label_of(holdbart.end_reasons, "moved") == "Flyttet"
    assert holdbart.label_of(holdbart.end_reasons, "gone") == "gone"


def test_each_side_is_followed_up_by_whom_the_step_names():
    split = ResponsibleBySide(mentor="partner")
    assert split.sides == ("mentor",)
    assert split.for_side("refugee") is None
    assert split.for_side("neither") is None


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        pytest.param("da", "Opfølgning", id="danish"),
        pytest.param("en-gb", "Follow-up", id="english"),
        pytest.param("sv", "Follow-up", id="absent-is-english"),
        pytest.param("ar", "Follow-up", id="no-screen-language"),
    ],
)
def test_a_text_is_shown_in_the_language_asked_for(language, expected):
    text = Text(da="Opfølgning", en="Follow-up")
    assert text.on_screen(language) == expected
    with translation.override(language):
        assert str(text) == expected


def test_words_are_the_programmes_own_in_the_active_language():
    programme = Programme(key="holdbart-match", document=document_of("holdbart-match"))
    with translation.override("da"):
        assert words(programme).refugee.many == "borgere"
        assert words(programme).activity.the == "aktiviteten"
    assert words(programme, "en").mentor.one == "mentor"
    assert words(programme, "sv").refugee.one == "refugee"
    host = Programme(key="vaertsprogram", document=document_of("vaertsprogram"))
    assert words(host, "da").mentor.one == "vært"


def test_a_stored_document_is_parsed_once_and_trusts_its_vocabularies(monkeypatch):
    programme = Programme(key="holdbart-match", document=document_of())
    monkeypatch.setattr(vocabulary.INDICATORS, "_terms", {})
    assert programme_document(programme).key == "holdbart-match"
    assert programme_document(programme) is programme_document(Programme(document=document_of()))


def test_a_replaced_document_is_read_anew():
    programme = Programme(key="holdbart-match", document=document_of())
    assert programme_document(programme).key == "holdbart-match"
    programme.document = document_of("vaertsprogram")
    assert programme_document(programme).key == "vaertsprogram"


@pytest.mark.parametrize(
    ("location", "field"),
    [
        pytest.param((), "criteria", id="top"),
        pytest.param(("funding", "pool"), "amount", id="optional-group"),
        pytest.param(("criteria", 3, "of"), "population", id="in-a-list"),
    ],
)
def test_the_fields_allowed_at_a_place_are_known(location, field):
    assert field in fields_at(location)


def test_there_are_no_fields_where_there_is_no_group():
    assert fields_at(("matching", "weights", "language")) == []
    assert fields_at(("nothing", "there")) == []


def test_shifting_by_days_moves_every_date_and_keeps_where_it_was(holdbart):
    moved = shift_document(holdbart, date(2017, 12, 2))
    assert moved.period.starts_on == date(2017, 12, 2)
    assert moved.period.original_starts_on == date(2016, 12, 1)
    assert moved.phases[1].due_on == date(2018, 2, 2)
    assert moved.criterion("refugees_selected").due_on == date(2018, 2, 2)
    assert moved.municipalities[0].quota.due_on == date(2018, 2, 2)
    assert moved.population("gross_target_group").as_of == date(2017, 11, 1)
    assert shift_document(moved, date(2018, 1, 1)).period.original_starts_on == date(2016, 12, 1)
    assert shift_document(holdbart, date(2016, 12, 1)) is holdbart


def test_shifting_by_whole_months_keeps_the_ends_of_months(holdbart):
    moved = shift_document(holdbart, date(2026, 6, 1))
    assert moved.period.ends_on == date(2027, 1, 31)
    assert moved.phases[0].ends_on == date(2026, 10, 31)
    assert moved.phases[1].due_on == date(2026, 8, 1)
    assert moved.population("gross_target_group").as_of == date(2026, 4, 30)


def test_a_vocabulary_knows_what_is_computed():
    terms = vocabulary.Vocabulary("a thing")
    terms.declare("one", "One")
    terms.add("two", "Two")
    terms.declare("two", "Not this")
    assert terms.keys() == ["one", "two"]
    assert terms.computed() == {"two"}
    assert terms.label("two") == "Two"


def test_a_file_that_is_neither_key_nor_path_is_refused_with_what_there_is():
    with pytest.raises(DomainError, match="vaertsprogram"):
        find_file("no-such-programme")


def test_reading_a_file_with_problems_raises_all_of_them(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text("format: 1\nkey: bad\n")
    with pytest.raises(InvalidProgramme) as caught:
        read_programme(str(path))
    assert {"name", "matching", "words"} <= {problem.field for problem in caught.value.problems}
