"""Each indicator against a handful of rows counted by hand."""

import dataclasses
import datetime
from dataclasses import replace

import pytest

from mentorship.programmes.document import parse_document, stored_text
from mentorship.programmes.schema.measures import Parameters
from mentorship.testing.programmes import document_of
from reporting.facts import Facts, FollowUpFact, MatchFact, MentorFact, RefugeeFact, SpellFact
from reporting.indicators import REGISTER, Ask
from reporting.indicators.followups import Verdict, verdict
from reporting.indicators.labour import comparison_group, supports_self

DAY = datetime.date
AS_OF = DAY(2026, 9, 30)
DOCUMENT = parse_document(stored_text(document_of()))


def ago(days: int) -> datetime.date:
    return AS_OF - datetime.timedelta(days=days)


def mentor(pk: int, **fields) -> MentorFact:
    fields = {"selected_on": ago(200), "birth_year": 1980} | fields
    return MentorFact(pk, "340", "Røde Kors", "female", fields.pop("birth_year"), ago(300), **fields)


def refugee(pk: int, **fields) -> RefugeeFact:
    fields = {"municipality": "340"} | fields
    return RefugeeFact(pk, 100 + pk, fields.pop("municipality"), "male", 1990, ago(300), **fields)


def match(pk: int, *, days: int, lasted: int | None = None, **fields) -> MatchFact:
    """Started `days` ago; over after `lasted` days, or running."""
    started = ago(days)
    ended = None if lasted is None else started + datetime.timedelta(days=lasted)
    fields = {"mentor": pk, "refugee": pk, "municipality": "340", "organisation": "Røde Kors"} | fields
    return MatchFact(pk=pk, started_on=started, ended_on=ended, **fields)


def facts(*, mentors=(), refugees=(), matches=(), **rest) -> Facts:
    rows = {
        name: {row.pk: row for row in group}
        for name, group in (("mentors", mentors), ("refugees", refugees), ("matches", matches))
    }
    return Facts(as_of=AS_OF, document=DOCUMENT, municipalities=("329", "340"), **rows, **rest)


def count(key: str, given: Facts, compare_with: str = "", **parameters):
    return REGISTER[key].count(given, Ask(Parameters(**parameters), compare_with))


@pytest.mark.parametrize("programme", ["holdbart-match"])
def test_every_indicator_the_programme_is_measured_by_is_counted(programme):
    document = parse_document(stored_text(document_of(programme)))
    assert {criterion.indicator for criterion in document.criteria} <= set(REGISTER)


def test_every_indicator_says_what_it_counts():
    for indicator in REGISTER.values():
        assert str(indicator.label)
        assert str(indicator.numerator)
        assert str(indicator.source)
        assert bool(str(indicator.denominator)) == (indicator.unit in {"percent", "percentage_points"}), (
            indicator.key
        )


def test_mentors_are_counted_by_what_has_happened_to_them():
    given = facts(
        mentors=[
            mentor(1, interviewed_on=ago(210), trained_on=ago(10), birth_year=1996),
            mentor(2, interviewed_on=ago(210), left_on=ago(5), birth_year=None),
            mentor(3, birth_year=1986),
            mentor(4, selected_on=None, birth_year=2000),
        ]
    )
    assert count("mentors_registered", given).value == 4
    assert count("mentors_selected", given).value == 3
    interviewed = count("mentors_interviewed", given)
    assert (interviewed.n, interviewed.N, interviewed.value) == (2, 3, pytest.approx(2 / 3))
    assert (count("mentors_trained", given).n, count("mentors_trained", given).N) == (1, 3)
    young = count("mentors_under_age", given, younger_than=40)
    assert (young.n, young.N, young.not_yet_known) == (1, 2, 1)  # 1986 is 40 this year


def test_a_share_of_nobody_is_not_known():
    assert count("mentors_interviewed", facts()).value is None
    assert count("matches_longer_than", facts()).value is None


def test_refugees_are_counted_once_whatever_number_of_matches():
    given = facts(
        refugees=[refugee(1, selected_on=ago(100)), refugee(2), refugee(3, municipality="329")],
        matches=[
            match(1, days=100, lasted=20),
            match(2, days=50, refugee=1, mentor=2),
            match(3, days=9, refugee=3, municipality="329"),
        ],
    )
    assert count("refugees_registered", given).value == 3
    assert count("refugees_selected", given).value == 1
    assert count("matches_started", given).value == 3
    assert count("refugees_matched", given).value == 2
    assert count("refugees_matched", given.within(municipality="329")).value == 1
    assert count("refugees_matched", given.within(organisation="Dansk Flygtningehjælp")).value == 0


def test_a_mentor_is_free_again_after_a_match_and_with_a_place_left():
    given = facts(
        mentors=[mentor(1), mentor(2), mentor(3, capacity=2), mentor(4, left_on=ago(1)), mentor(5)],
        matches=[
            match(1, days=90, lasted=30),
            match(2, days=90, lasted=30),
            match(6, days=20, mentor=2),
            match(3, days=90, lasted=30),
            match(7, days=20, mentor=3),
            match(4, days=90, lasted=30),
        ],
    )
    assert count("mentors_free_again", given).value == 2  # 1 and 3; 2 is taken, 4 has left, 5 is new


def test_a_running_match_is_not_yet_known_rather_than_a_failure():
    """Ended after 40 and 200 days; running for 150, 91 and 30. By hand: 1 - 1/4 at day 40, four at risk."""
    given = facts(
        matches=[
            match(1, days=300, lasted=40),
            match(2, days=300, lasted=200),
            match(3, days=150),
            match(4, days=91),
            match(5, days=30),
        ]
    )
    longer = count("matches_longer_than", given, months=3)
    assert (longer.n, longer.N, longer.not_yet_known) == (2, 3, 2)
    assert longer.value == pytest.approx(0.75)
    assert longer.estimated
    assert longer.lower < 0.75 < longer.upper


def test_only_running_new_matches_give_no_share():
    longer = count("matches_longer_than", facts(matches=[match(1, days=10)]), days=90)
    assert (longer.value, longer.N, longer.not_yet_known) == (None, 0, 1)


def test_completed_by_months_and_by_reason():
    given = facts(
        matches=[
            match(1, days=300, lasted=183, end_reason="completed"),
            match(2, days=300, lasted=182, end_reason="moved"),
            match(3, days=183),
            match(4, days=20),
        ]
    )
    by_months = count("matches_completed", given, months=6)
    assert (by_months.value, by_months.not_yet_known) == (2, 1)
    assert count("matches_completed", given).value == 1


def test_start_meetings_held():
    given = facts(matches=[match(1, days=9, met_on=ago(9)), match(2, days=9)])
    assert (count("start_meetings_held", given).n, count("start_meetings_held", given).N) == (1, 2)


def step(
    pk: int, name: str, due: int, held: int | None = None, side: str = "mentor", met: str = ""
) -> FollowUpFact:
    return FollowUpFact(pk, name, side, ago(due), None if held is None else ago(held), met)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(step(1, "status_6", 20, 20), Verdict.IN_TIME, id="on the day"),
        pytest.param(step(1, "status_6", 20, 6), Verdict.IN_TIME, id="last day of the window"),
        pytest.param(step(1, "status_6", 20, 5), Verdict.LATE, id="a day too late"),
        pytest.param(step(1, "status_6", 14), Verdict.OPEN, id="the window is open"),
        pytest.param(step(1, "status_6", 15), Verdict.MISSED, id="the window has closed"),
        pytest.param(step(1, "opening_talk_03", 4), Verdict.MISSED, id="the step's own window"),
    ],
)
def test_in_time_is_within_the_window_of_the_step(row, expected):
    assert verdict(row, facts()) is expected


def test_followups_held_of_those_due():
    given = facts(
        matches=[match(1, days=200)],
        followups=(
            step(1, "opening_talk_01", 190, 190),
            step(1, "opening_talk_02", 183, 100),
            step(1, "opening_talk_03", 176),
            step(1, "status_6", 3),
            step(1, "extra", 40, 40),
        ),
    )
    held = count("followups_done_share", given)
    assert (held.n, held.N, held.not_yet_known) == (2, 3, 1)
    assert count("followups_done", given).value == 3


def test_a_status_takes_both_sides_and_the_time_to_be_made():
    given = facts(
        matches=[
            match(1, days=220),
            match(2, days=220),
            match(3, days=190),
            match(4, days=30),
            match(5, days=220, lasted=20),
        ],
        followups=(
            step(1, "status_6", 37, 36),
            step(1, "status_6", 37, 35, side="refugee"),
            step(2, "status_6", 37, 36),
            step(2, "status_6", 37, side="refugee"),
            step(3, "status_6", 7, 7),
            step(3, "status_6", 7, side="refugee"),
            step(5, "opening_talk_01", 213, 213),
        ),
    )
    made = count("statuses_done", given, steps=("status_6",))
    assert (made.n, made.N, made.not_yet_known) == (
        1,
        2,
        2,
    )  # 3 in its window, 4 too new
    assert count("final_evaluations_done", given, steps=("status_6",)) == made
    followed = count("matches_followed_up", given, steps=("opening_talk",))
    assert (followed.n, followed.N, followed.not_yet_known) == (1, 1, 4)


def test_what_was_due_before_an_import_is_in_no_denominator():
    """Match 1 came in between its two talks, match 2 after its status: neither is held against anybody."""
    before = dataclasses.replace(step(1, "opening_talk_01", 190), before=True)
    given = facts(
        matches=[match(1, days=200), match(2, days=220)],
        followups=(
            before,
            step(1, "opening_talk_02", 183, 183),
            *(
                dataclasses.replace(step(2, "status_6", 37, side=s), before=True)
                for s in ("mentor", "refugee")
            ),
        ),
    )
    held = count("followups_done_share", given)
    assert (held.n, held.N, held.not_yet_known) == (1, 1, 0)
    talks = count("matches_followed_up", given, steps=("opening_talk",))
    assert (talks.n, talks.N, talks.not_yet_known) == (1, 1, 1)
    made = count("statuses_done", given, steps=("status_6",))
    assert (made.n, made.N, made.not_yet_known) == (0, 0, 1)  # 1 has not reached it; 2 did so before


def test_a_start_meeting_the_file_did_not_tell_is_not_yet_known():
    given = facts(matches=[match(1, days=9, imported=True), match(2, days=9, imported=True, met_on=ago(9))])
    held = count("start_meetings_held", given)
    assert (held.n, held.N, held.not_yet_known) == (1, 1, 1)


def test_support_tapers_off_when_the_pair_meets_less_often():
    given = facts(
        matches=[match(1, days=200), match(2, days=200), match(3, days=200)],
        followups=(
            step(1, "opening_talk_02", 186, 186, met="often"),
            step(1, "status_6", 17, 16, met="once"),
            step(2, "opening_talk_02", 186, 186, met="few"),
            step(2, "status_6", 17, 16, met="few"),
            step(3, "opening_talk_02", 186, 186, met="unknown"),
            step(3, "status_6", 17, 16, met="once"),
        ),
    )
    tapering = count("support_tapering", given)
    assert (tapering.n, tapering.N, tapering.not_yet_known) == (1, 2, 1)


RULE = DOCUMENT.self_support


@pytest.mark.parametrize(
    ("spell", "expected"),
    [
        pytest.param(None, None, id="nothing known"),
        pytest.param(SpellFact(ago(9), None, "moved_away"), None, id="moved away"),
        pytest.param(SpellFact(ago(9), None, "public_support", 10), False, id="supported"),
        pytest.param(SpellFact(ago(9), None, "self_supported"), True, id="without a job"),
        pytest.param(SpellFact(ago(9), None, "ordinary_job", 30), True, id="enough hours"),
        pytest.param(SpellFact(ago(9), None, "ordinary_job", 29.9), False, id="too few hours"),
        pytest.param(SpellFact(ago(9), None, "ordinary_job"), None, id="hours not known"),
    ],
)
def test_who_supports_himself(spell, expected):
    assert supports_self(spell, RULE) is expected


def test_self_support_is_compared_with_the_rest_of_the_population():
    """Two with a mentor, one self-supporting; four others, one self-supporting: 50 - 25 = 25 points."""
    job, support = (
        (SpellFact(ago(30), None, "ordinary_job", 37),),
        (SpellFact(ago(30), None, "public_support"),),
    )
    given = facts(
        refugees=[refugee(1), refugee(2), refugee(3)],
        matches=[match(1, days=60), match(2, days=60), match(3, days=60)],
        spells={101: job, 102: support, 201: job, 202: support, 203: support, 204: support},
        populations={
            "gross_target_group": frozenset({101, 102, 103, 201, 202, 203, 204}),
            "without_mentor": frozenset(),
        },
    )
    effect = count("self_support_effect", given, compare_with="without_mentor")
    assert (effect.n, effect.N, effect.x0, effect.n0, effect.not_yet_known) == (1, 2, 1, 4, 1)
    assert effect.value == pytest.approx(25)
    assert effect.lower < 25 < effect.upper
    assert comparison_group(given, "without_mentor") == given.populations["gross_target_group"]


def test_without_a_comparison_group_there_is_no_effect():
    assert count("self_support_effect", facts(), compare_with="without_mentor").value is None
    assert count("self_support_effect", facts(), compare_with="nobody").value is None


def test_an_empty_group_gives_no_effect():
    given = facts(populations={"gross_target_group": frozenset({1})})
    assert count("self_support_effect", given, compare_with="gross_target_group").value is None


def test_a_job_is_kept_when_it_outlasts_six_months():
    def job(begun, ended=None, status="ordinary_job"):
        return SpellFact(ago(begun), None if ended is None else ago(ended), status, 37)

    given = facts(
        refugees=[refugee(pk) for pk in range(1, 7)],
        matches=[match(pk, days=300) for pk in range(1, 7)],
        spells={
            101: (job(250),),
            102: (job(250, 200),),
            103: (job(20),),
            104: (job(250, 200), job(180, status="education")),
            105: (job(400),),
        },
    )
    kept = count("work_or_education_kept", given, statuses=("ordinary_job", "flex_job", "education"))
    assert (kept.n, kept.N, kept.not_yet_known) == (2, 3, 1)
    assert count("work_or_education", given).value == 4  # 105 had work before the match
    assert count("work_started", given).value == 4
    assert count("education_started", given).value == 1


def test_the_latest_spell_that_covers_the_day_counts():
    given = facts(
        spells={1: (SpellFact(ago(90), ago(40), "education"), SpellFact(ago(60), ago(50), "sick_pay"))}
    )
    assert given.spell_on(1, ago(55)).status == "sick_pay"
    assert given.spell_on(1, ago(45)).status == "education"
    assert given.spell_on(1, ago(30)) is None


def test_a_part_keeps_only_its_own_rows():
    given = facts(
        mentors=[mentor(1), replace(mentor(2), organisation="")],
        refugees=[refugee(1), refugee(2, municipality="329")],
        matches=[match(1, days=9), match(2, days=9, municipality="329", organisation="")],
        followups=(step(1, "status_6", 3), step(2, "status_6", 3)),
    )
    part = given.within(municipality="329")
    assert (list(part.matches), list(part.refugees), [row.match for row in part.followups]) == ([2], [2], [2])
    partner = given.within(organisation="Røde Kors")
    assert (list(partner.mentors), list(partner.refugees)) == ([1], [1])
    assert given.within() is given
