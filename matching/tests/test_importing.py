"""Matches from a file: running and ended, whole or not at all, once, and back again."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from matching.models import Match, StartMeeting
from matching.services import end_match, propose_match
from matching.services.importing import blockers_of, import_matches, take_matches_back
from matching.states import MatchState
from matching.testing.factories import MatchFactory
from matching.tests.history_world import REGISTERED, TODAY, csv_of, moving_world
from mentorship.errors import DomainError
from mentorship.models import Act, RoleBinding
from mentorship.people.identity import cpr_fields
from mentorship.people.reasons import explain
from mentorship.people.roster.cpr import parse_cpr

pytestmark = pytest.mark.django_db
RUNNING = "M-1;B-1;15-11-2025;17-11-2025;;"
ENDED = "mentor2@eksempel.invalid;B-2;01-10-2025;;31-01-2026;Kontakten gik i stå"


@pytest.fixture
def world():
    with time_machine.travel(datetime.datetime(2026, 3, 4, 9, tzinfo=datetime.UTC), tick=False):
        yield moving_world()


def take_in(world, *rows, **options):
    return import_matches(data=csv_of(*rows), programme=world.programme, **options)


def errors_of(result):
    return [(problem.line, problem.column, problem.value, problem.reason) for problem in result.report.errors]


def test_a_running_match_arrives_as_it_is_today(world):
    result = take_in(world, RUNNING, by=world.leader)
    match = Match.objects.get()
    assert (result.added, result.batch.kind, result.batch.added) == (1, "match", 1)
    assert (match.state, match.place, match.started_on) == ("active", 1, datetime.date(2025, 11, 15))
    assert (match.mentor.case_number, match.refugee.case_number) == ("M-1", "B-1")
    assert (match.created_by, match.version, match.import_batch) == (world.leader, 1, result.batch)
    meeting = match.start_meeting
    assert (meeting.held_on, meeting.held_by) == (datetime.date(2025, 11, 17), world.leader)


def test_an_ended_match_arrives_with_its_reason_in_the_programmes_code(world):
    take_in(world, ENDED, by=world.leader)
    match = Match.objects.get()
    assert (match.state, match.place, match.ended_on) == ("ended", None, datetime.date(2026, 1, 31))
    assert (match.close_reason, match.closed_by, match.closed_at.date()) == (
        "no_contact",
        world.leader,
        datetime.date(2026, 1, 31),
    )
    assert not StartMeeting.objects.exists()


@pytest.mark.parametrize(
    "said", ["no_contact", "Kontakten gik i stå", "kontakten gik i  STÅ", "Contact faded out"]
)
def test_the_reason_is_a_code_or_its_words(world, said):
    take_in(world, f"M-2;B-2;01-10-2025;;31-01-2026;{said}")
    assert Match.objects.get().close_reason == "no_contact"


def test_the_refugee_is_found_by_cpr_and_numbers_are_forgiven(world):
    person = world.refugees["B-3"].person
    for name, value in cpr_fields(parse_cpr("140968-2616")).items():
        setattr(person, name, value)
    person.save()
    take_in(world, "m1;140968-2616;15-11-2025;;;", "M 2;b-1;15-11-2025;;;")
    assert set(Match.objects.values_list("mentor__case_number", "refugee__case_number")) == {
        ("M-1", "B-3"),
        ("M-2", "B-1"),
    }


def test_the_case_begins_with_the_match_and_waits_from_where_it_broke_off(world):
    take_in(world, ENDED, RUNNING)
    refugee, mentor = world.refugees["B-2"], world.mentors["M-2"]
    refugee.refresh_from_db()
    mentor.refresh_from_db()
    assert refugee.registered_on == mentor.registered_on == datetime.date(2025, 10, 1)
    assert refugee.waiting_since == datetime.date(2026, 1, 31)
    other = world.refugees["B-1"]
    other.refresh_from_db()
    assert (other.registered_on, other.waiting_since) == (datetime.date(2025, 11, 15), REGISTERED)


@pytest.mark.parametrize(
    ("rows", "since"),
    [
        pytest.param(["M-2;B-2;01-10-2025;;31-01-2026;Gennemført"], None, id="completed"),
        pytest.param(["M-2;B-2;01-10-2025;;31-01-2026;Borgeren stoppede"], None, id="stopped by own wish"),
        pytest.param([ENDED, "M-1;B-2;02-02-2026;;;"], REGISTERED, id="has another match now"),
        pytest.param(
            [ENDED, "M-3;B-2;02-02-2026;;20-02-2026;Matchet passede ikke"],
            datetime.date(2026, 2, 20),
            id="the last one counts",
        ),
    ],
)
def test_the_waiting_clock_after_an_end(world, rows, since):
    take_in(world, *rows)
    world.refugees["B-2"].refresh_from_db()
    assert world.refugees["B-2"].waiting_since == since


def test_the_same_file_twice_adds_nothing(world):
    take_in(world, RUNNING, ENDED)
    result = take_in(world, RUNNING, ENDED)
    assert (result.added, result.unchanged, result.differing, result.batch) == (0, 2, 0, None)
    assert Match.objects.count() == 2


def test_a_match_the_register_tells_otherwise_is_left(world):
    take_in(world, RUNNING)
    result = take_in(world, "M-1;B-1;15-11-2025;;01-03-2026;Flyttet")
    assert (result.added, result.differing) == (0, 1)
    assert [(p.line, p.column, p.reason) for p in result.report.warnings] == [
        (2, "Slut", "differs_from_register"),
        (2, "Årsag", "differs_from_register"),
    ]
    assert Match.objects.get().state == MatchState.ACTIVE


def test_a_dry_run_writes_nothing(world):
    result = take_in(world, RUNNING, dry_run=True)
    assert (result.added, Match.objects.count(), Act.objects.filter(kind="match.import").count()) == (1, 0, 0)


ROWS = [
    pytest.param(["M-9;B-1;15-11-2025;;;"], (2, "Mentor", "M-9", "unknown_mentor"), id="unknown mentor"),
    pytest.param(["M-1;B-9;15-11-2025;;;"], (2, "Borger", "B-9", "unknown_refugee"), id="unknown refugee"),
    pytest.param(
        ["M-1;010190-1232;15-11-2025;;;"], (2, "Borger", "010190-1232", "unknown_refugee"), id="unknown CPR"
    ),
    pytest.param(["M-1;B-1;05-03-2026;;;"], (2, "Start", "05-03-2026", "in_the_future"), id="start ahead"),
    pytest.param(
        ["M-1;B-1;01-03-2026;09-03-2026;;"],
        (2, "Opstartsmøde", "09-03-2026", "in_the_future"),
        id="meeting ahead",
    ),
    pytest.param(
        ["M-1;B-1;01-03-2026;;09-03-2026;Flyttet"], (2, "Slut", "09-03-2026", "in_the_future"), id="end ahead"
    ),
    pytest.param(
        ["M-1;B-1;15-11-2025;;14-11-2025;Flyttet"],
        (2, "Slut", "14-11-2025", "ends_before_it_starts"),
        id="ends before it starts",
    ),
    pytest.param(
        ["M-1;B-1;15-11-2025;02-12-2025;01-12-2025;Flyttet"],
        (2, "Opstartsmøde", "02-12-2025", "meeting_after_end"),
        id="meeting after the end",
    ),
    pytest.param(["M-1;B-1;15-11-2025;;01-12-2025;"], (2, "Årsag", "", "end_reason_missing"), id="no reason"),
    pytest.param(["M-1;B-1;15-11-2025;;;Flyttet"], (2, "Slut", "", "end_missing"), id="no end"),
    pytest.param(
        ["M-1;B-1;15-11-2025;;01-12-2025;Blev uvenner"],
        (2, "Årsag", "Blev uvenner", "unknown_end_reason"),
        id="not the programme's reason",
    ),
    pytest.param([RUNNING, RUNNING], (3, "Start", "15-11-2025", "duplicate_match"), id="twice in the file"),
    pytest.param(
        [RUNNING, "M-2;B-1;01-02-2026;;;"],
        (3, "Borger", "B-1", "refugee_has_a_match"),
        id="two at a time in the file",
    ),
    pytest.param(
        ["M-2;B-1;15-11-2025;;;", "M-2;B-2;15-11-2025;;;"],
        (3, "Mentor", "M-2", "mentor_has_no_place"),
        id="no place left",
    ),
    pytest.param([";B-1;15-11-2025;;;"], (2, "Mentor", "", "required"), id="no mentor"),
    pytest.param(["M-1;B-1;;;;"], (2, "Start", "", "required"), id="no start"),
    pytest.param(["M-1;B-1;32-01-2026;;;"], (2, "Start", "32-01-2026", "not_a_date"), id="no date"),
]


@pytest.mark.parametrize(("rows", "error"), ROWS)
def test_what_cannot_be_is_refused_with_its_place(world, rows, error):
    result = take_in(world, *rows)
    assert errors_of(result) == [error]
    assert (result.refused, Match.objects.count()) == (True, 0)
    assert explain(error[-1]) != error[-1]


def test_an_unknown_reason_comes_with_those_the_programme_has(world):
    result = take_in(world, *["M-1;B-1;15-11-2025;;01-12-2025;Blev uvenner"] * 2)
    (note,) = result.report.notes
    assert note.reason == "end_reasons"
    assert note.value.startswith("Gennemført, Borgeren klarer sig selv, Kommet i job")


def test_everything_wrong_is_told_in_one_pass_in_the_order_of_the_file(world):
    result = take_in(world, "M-9;B-9;15-11-2027;;;Flyttet", "M-1;B-1;x;;;")
    assert [(line, reason) for line, _column, _value, reason in errors_of(result)] == [
        (2, "unknown_mentor"),
        (2, "unknown_refugee"),
        (2, "in_the_future"),
        (2, "end_missing"),
        (3, "not_a_date"),
    ]


def test_an_address_shared_by_two_mentors_says_not_which(world):
    for number in ("M-1", "M-2"):
        world.mentors[number].person.email = "fælles@eksempel.invalid"
        world.mentors[number].person.save()
    result = take_in(world, "fælles@eksempel.invalid;B-1;15-11-2025;;;")
    assert errors_of(result)[0][-1] == "ambiguous_mentor"


def test_one_person_is_not_matched_with_himself(world):
    world.mentors["M-1"].person = world.refugees["B-1"].person
    world.mentors["M-1"].save()
    assert errors_of(take_in(world, RUNNING))[0][-1] == "same_person"


@pytest.mark.parametrize("side", ["mentor", "refugee"])
def test_whoever_has_left_has_no_match_after(world, side):
    case = world.mentors["M-1"] if side == "mentor" else world.refugees["B-1"]
    case.left_on = datetime.date(2025, 12, 24)
    case.save()
    assert errors_of(take_in(world, RUNNING))[0][-1] == f"{side}_has_left"
    assert errors_of(take_in(world, "M-1;B-1;15-11-2025;;25-12-2025;Flyttet"))[0][-1] == f"{side}_has_left"
    assert take_in(world, "M-1;B-1;15-11-2025;;24-12-2025;Flyttet").added == 1


def test_the_registers_own_open_match_and_places_count(world):
    MatchFactory(
        programme=world.programme, mentor=world.mentors["M-2"], refugee=world.refugees["B-1"], active=True
    )
    result = take_in(world, "M-1;B-1;15-11-2025;;;", "M-2;B-2;15-11-2025;;;")
    assert [error[-1] for error in errors_of(result)] == ["refugee_has_a_match", "mentor_has_no_place"]


def test_two_running_matches_take_two_places(world):
    take_in(world, "M-1;B-1;15-11-2025;;;", "M-1;B-2;15-11-2025;;;")
    assert sorted(Match.objects.values_list("place", flat=True)) == [1, 2]


def test_what_is_odd_is_taken_with_a_warning(world):
    result = take_in(
        world, "M-2;B-2;01-08-2025;;01-12-2025;Flyttet", "M-3;B-2;15-11-2025;;31-01-2026;Flyttet"
    )
    assert [(p.line, p.reason) for p in result.report.warnings] == [
        (2, "before_programme"),
        (3, "overlapping_match"),
    ]
    assert result.added == 2


def test_each_match_and_the_file_leave_a_line_in_the_trail(world):
    batch = take_in(world, RUNNING, by=world.leader).batch
    act = Act.objects.get(kind="match.import")
    assert (act.subject_id, act.by_id) == (str(Match.objects.get().pk), world.leader.pk)
    assert (act.detail["line"], act.detail["batch"], act.detail["after"]) == (2, batch.pk, "active")
    assert Act.objects.get(kind="matches.imported").detail["added"] == 1


def test_from_the_shell_the_leader_signs_and_without_anybody_nobody_can(world):
    take_in(world, RUNNING)
    assert Match.objects.get().created_by == world.leader
    RoleBinding.objects.all().delete()
    with pytest.raises(DomainError):
        take_in(world, ENDED)


def test_a_file_is_taken_back_whole_and_can_come_again(world):
    batch = take_in(world, RUNNING, ENDED, by=world.leader).batch
    assert blockers_of(batch) == []
    take_matches_back(batch)
    assert (Match.objects.count(), StartMeeting.objects.count()) == (0, 0)
    for case in (world.refugees["B-2"], world.mentors["M-2"], world.refugees["B-1"]):
        case.refresh_from_db()
        assert case.registered_on == REGISTERED
    assert world.refugees["B-2"].waiting_since == REGISTERED
    assert take_in(world, RUNNING, ENDED).added == 2


def test_a_day_set_anew_since_is_not_put_back(world):
    batch = take_in(world, ENDED).batch
    world.refugees["B-2"].refresh_from_db()
    world.refugees["B-2"].waiting_since = TODAY
    world.refugees["B-2"].save()
    take_matches_back(batch)
    world.refugees["B-2"].refresh_from_db()
    assert world.refugees["B-2"].waiting_since == TODAY


def test_what_was_built_on_a_match_stands_in_the_way(world):
    batch = take_in(world, RUNNING, ENDED, by=world.leader).batch
    end_match(match=Match.objects.get(state="active"), by=world.leader, reason="moved")
    assert [blocker.cases for blocker in blockers_of(batch)] == [("B-1",)]


def test_the_refugee_may_be_proposed_anew_and_the_old_mentor_is_not_offered_twice(world):
    take_in(world, ENDED)
    with pytest.raises(DomainError):
        propose_match(
            programme=world.programme,
            refugee=world.refugees["B-2"],
            mentor=world.mentors["M-2"],
            by=world.leader,
        )


def test_the_number_of_queries_does_not_grow_with_the_rows(world, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        take_in(world, RUNNING, ENDED, "M-1;B-3;15-11-2025;;;", "M-3;B-4;15-11-2025;;;", by=world.leader)


def test_the_pages_say_imported_and_never_that_anybody_was_asked(world, client):
    take_in(world, RUNNING, by=world.leader)
    match = Match.objects.get()
    client.force_login(world.leader)
    page = client.get(reverse("matching:match", args=[world.programme.key, match.pk]))
    assertContains(page, "Importeret")
    assertNotContains(page, "Ikke spurgt eller ikke svaret")
    person = client.get(reverse("people:refugee", args=[world.programme.key, match.refugee_id]))
    assertContains(person, "Match startet")
    assertNotContains(person, "Foreslået til match")
