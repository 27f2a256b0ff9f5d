"""A labour-market extract into the register: whole or not at all, once, amended by a later one, and back."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse

from mentorship.clock import pretend_today
from mentorship.models import Act, ImportBatch, LabourSpell, Person, PopulationMember, Refugee
from mentorship.people.identity import cpr_fields
from mentorship.people.import_kinds import IMPORT_KINDS, ImportFile
from mentorship.people.importing import import_people
from mentorship.people.outcomes.importing import blockers_of, import_outcomes, take_outcomes_back
from mentorship.people.reasons import explain
from mentorship.people.roster.cpr import parse_cpr
from mentorship.people.undoing import undo_import
from mentorship.testing.factories import RefugeeFactory
from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db
ROSTERS = Path(__file__).parent / "rosters"
TODAY = datetime.date(2026, 11, 22)
HEAD = "CPR;Sagsnr.;Fra;Til;Status;Timer pr. uge"
OWN, OTHER = "140968-2616", "010190-1232"


@pytest.fixture
def world():
    with pretend_today(TODAY):
        made = people_world()
        RefugeeFactory(
            programme=made.programme,
            municipality=made.soroe,
            case_number="B-1",
            **{f"person__{name}": value for name, value in cpr_fields(parse_cpr(OWN)).items()},
        )
        RefugeeFactory(programme=made.programme, municipality=made.soroe, case_number="B-2")
        yield made


def take_in(world, *rows, head=HEAD, **options):
    data = "\r\n".join([head, *rows, ""]).encode("cp1252")
    return import_outcomes(data=data, programme=world.programme, **options)


def spells():
    return list(
        LabourSpell.objects.order_by("pk").values_list("from_on", "to_on", "status", "hours_per_week")
    )


def errors_of(result):
    return [(problem.line, problem.column, problem.reason) for problem in result.report.errors]


def test_spells_are_hung_on_the_person_by_cpr_or_case_number(world):
    result = take_in(
        world,
        f"{OWN};;01-10-2025;09-02-2026;offentlig forsørgelse;7,5",
        ";B-1;10-02-2026;;ordinært job;37",
        ";B-2;01-01-2026;;selvforsørgende uden job;",
    )
    assert (result.added, result.people, result.batch.kind) == (3, 0, "outcome")
    first = Refugee.objects.get(case_number="B-1").person
    assert set(first.labour_spells.values_list("status", "hours_per_week")) == {
        ("public_support", Decimal("7.5")),
        ("ordinary_job", Decimal(37)),
    }
    assert LabourSpell.objects.exclude(import_batch=result.batch).count() == 0


def test_somebody_known_from_the_extract_alone_has_a_number_and_no_case(world, client):
    result = take_in(world, f"{OTHER};;01-10-2025;;offentlig forsørgelse;", by=world.leader)
    person = Person.objects.get(import_batch=result.batch)
    assert (result.people, person.name, person.birth_year, person.cpr) == (1, "", 1990, "0101901232")
    assert (person.refugees.count(), person.mentors.count()) == (0, 0)
    assert set(PopulationMember.objects.values_list("population__key", "person")) == {
        ("without_mentor", person.pk)
    }
    client.force_login(world.leader)
    for page in ("people:refugees", "people:mentors"):
        content = client.get(reverse(page, args=[world.programme.key])).content.decode()
        assert f"Person {person.pk}" not in content
        assert "010190" not in content


def test_the_number_is_ciphertext_in_the_database(world, django_db_blocker):
    from django.db import connection  # noqa: PLC0415  only this test asks past the model

    take_in(world, f"{OTHER};;01-10-2025;;offentlig forsørgelse;")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cpr FROM mentorship_person WHERE name = ''")
        (stored,) = cursor.fetchone()
    assert "0101901232" not in stored


def test_the_same_file_twice_adds_nothing(world):
    rows = (f"{OTHER};;01-10-2025;01-01-2026;offentlig forsørgelse;", f"{OTHER};;02-01-2026;;fleksjob;12,5")
    take_in(world, *rows)
    result = take_in(world, *rows)
    assert (result.added, result.unchanged, result.amended, result.people, result.batch) == (0, 2, 0, 0, None)
    assert (LabourSpell.objects.count(), ImportBatch.objects.count()) == (2, 1)


def test_a_later_extract_ends_a_spell_that_ran_and_goes_on_from_there(world):
    take_in(world, f"{OWN};;01-10-2025;;offentlig forsørgelse;")
    result = take_in(
        world,
        f"{OWN};;01-10-2025;28-02-2026;offentlig forsørgelse;5",
        f"{OWN};;01-03-2026;;ordinært job;",
    )
    assert (result.added, result.amended) == (1, 1)
    assert spells() == [
        (datetime.date(2025, 10, 1), datetime.date(2026, 2, 28), "public_support", Decimal(5)),
        (datetime.date(2026, 3, 1), None, "ordinary_job", None),
    ]
    assert Act.objects.get(kind="spell.amended").detail["before"] == [None, None]


ROWS = [
    pytest.param([";;01-10-2025;;fleksjob;"], (2, "CPR", "required"), id="nobody named"),
    pytest.param([";B-9;01-10-2025;;fleksjob;"], (2, "Sagsnr.", "unknown_case_number"), id="unknown case"),
    pytest.param([f"{OTHER};B-1;01-10-2025;;fleksjob;"], (2, "Sagsnr.", "two_people"), id="two people"),
    pytest.param([f"{OWN};B-2;01-10-2025;;fleksjob;"], (2, "Sagsnr.", "two_people"), id="another's number"),
    pytest.param(["9;;01-10-2025;;fleksjob;"], (2, "CPR", "not_a_cpr"), id="no CPR"),
    pytest.param([f"{OWN};;;;fleksjob;"], (2, "Fra", "required"), id="no start"),
    pytest.param([f"{OWN};;01-10-2025;;;"], (2, "Status", "required"), id="no status"),
    pytest.param([f"{OWN};;01-10-2025;;hopper;"], (2, "Status", "unknown_value"), id="unknown status"),
    pytest.param([f"{OWN};;01-10-2025;;fleksjob;x"], (2, "Timer pr. uge", "not_a_number"), id="no hours"),
    pytest.param([f"{OWN};;01-10-2025;;fleksjob;169"], (2, "Timer pr. uge", "out_of_range"), id="168 a week"),
    pytest.param([f"{OWN};;23-11-2026;;fleksjob;"], (2, "Fra", "in_the_future"), id="begins tomorrow"),
    pytest.param(
        [f"{OWN};;01-10-2025;30-09-2025;fleksjob;"], (2, "Til", "ends_before_it_starts"), id="back to front"
    ),
    pytest.param(
        [f"{OWN};;01-10-2025;31-10-2025;fleksjob;", ";B-1;31-10-2025;;barsel;"],
        (3, "Fra", "overlapping_spell"),
        id="one day in two",
    ),
    pytest.param(
        [f"{OWN};;01-10-2025;;fleksjob;", f"{OWN};;01-12-2025;;barsel;"],
        (3, "Fra", "overlapping_spell"),
        id="still open",
    ),
    pytest.param(
        [f"{OTHER};;01-10-2025;;fleksjob;", f"{OTHER};;01-12-2025;;barsel;"],
        (3, "Fra", "overlapping_spell"),
        id="of somebody new",
    ),
]


@pytest.mark.parametrize(("rows", "error"), ROWS)
def test_what_cannot_be_is_refused_with_its_place(world, rows, error):
    result = take_in(world, *rows)
    assert errors_of(result) == [error]
    assert (result.refused, LabourSpell.objects.count(), Person.objects.filter(name="").count()) == (
        True,
        0,
        0,
    )
    assert explain(error[-1]) != error[-1]


@pytest.mark.parametrize(
    ("row", "error"),
    [
        pytest.param("15-01-2026;;barsel;", (2, "Fra", "overlaps_register"), id="inside another"),
        pytest.param("01-09-2025;;barsel;", (2, "Fra", "overlaps_register"), id="around another"),
        pytest.param("01-10-2025;01-02-2026;fleksjob;20", (2, "Til", "spell_ends_otherwise"), id="other end"),
        pytest.param("01-10-2025;;fleksjob;20", (2, "Til", "spell_ends_otherwise"), id="end gone"),
        pytest.param(
            "01-10-2025;31-01-2026;fleksjob;30",
            (2, "Timer pr. uge", "spell_has_other_hours"),
            id="other hours",
        ),
    ],
)
def test_what_contradicts_the_register_is_refused(world, row, error):
    take_in(world, f"{OWN};;01-10-2025;31-01-2026;fleksjob;20")
    result = take_in(world, f"{OWN};;{row}")
    assert errors_of(result) == [error]
    assert LabourSpell.objects.count() == 1
    assert explain(error[-1]) != error[-1]


def test_a_file_that_names_nobody_misses_a_column(world):
    result = take_in(world, "01-10-2025;fleksjob", head="Fra;Status")
    assert errors_of(result) == [(1, "CPR", "missing_column")]


def test_a_row_that_stands_twice_counts_once(world):
    result = take_in(world, *[f"{OWN};;01-10-2025;;fleksjob;"] * 2)
    repeated = [problem.line for problem in result.report.warnings if problem.reason == "repeated_row"]
    assert (result.added, repeated) == (1, [3])


def test_numbers_that_fail_the_checksum_are_counted_not_warned_of_row_by_row(world):
    rows = [f"{OWN};;01-10-2025;31-10-2025;fleksjob;", f"{OWN};;01-11-2025;;fleksjob;"]
    report = take_in(world, *rows).report
    assert report.warnings == ()
    assert [(note.reason, note.value) for note in report.notes] == [("cpr_checksums", "1")]


def test_a_dry_run_writes_nothing(world):
    result = take_in(world, f"{OTHER};;01-10-2025;;fleksjob;", dry_run=True)
    assert (result.added, result.people, LabourSpell.objects.count()) == (1, 1, 0)
    assert not Person.objects.filter(name="").exists()


def test_an_extract_is_taken_back_with_the_people_known_from_it_alone(world):
    batch = take_in(world, f"{OTHER};;01-10-2025;;fleksjob;", f"{OWN};;01-10-2025;;fleksjob;").batch
    assert blockers_of(batch) == []
    take_outcomes_back(batch)
    assert (LabourSpell.objects.count(), PopulationMember.objects.count()) == (0, 0)
    assert not Person.objects.filter(name="").exists()
    assert Refugee.objects.count() == 2


def test_somebody_who_got_a_case_meanwhile_stays(world):
    batch = take_in(world, f"{OTHER};;01-10-2025;;fleksjob;").batch
    person = Person.objects.get(import_batch=batch)
    RefugeeFactory(programme=world.programme, municipality=world.soroe, person=person)
    take_outcomes_back(batch)
    assert Person.objects.filter(pk=person.pk).exists()
    assert LabourSpell.objects.count() == 0


def test_a_later_extract_stands_in_the_way_until_it_is_taken_back(world):
    first = take_in(world, f"{OWN};;01-10-2025;;fleksjob;").batch
    second = take_in(world, f"{OWN};;01-10-2025;28-02-2026;fleksjob;20").batch
    assert [blocker.cases for blocker in blockers_of(first)] == [("B-1",)]
    take_outcomes_back(second)
    assert spells() == [(datetime.date(2025, 10, 1), None, "flex_job", None)]
    assert blockers_of(first) == []


def test_the_rosters_own_extract_goes_in(world):
    import_people(data=(ROSTERS / "refugees.xlsx").read_bytes(), programme=world.programme, kind="refugee")
    before = Person.objects.count()
    result = import_outcomes(data=(ROSTERS / "outcomes.csv").read_bytes(), programme=world.programme)
    assert (errors_of(result), result.added + result.unchanged) == ([], 350)
    assert Person.objects.count() - before == result.people


def test_the_number_of_queries_does_not_grow_with_the_rows(world, django_assert_max_num_queries):
    rows = [f"{OTHER};;01-{month:02}-2026;{27}-{month:02}-2026;fleksjob;" for month in range(1, 11)]
    with django_assert_max_num_queries(30):
        take_in(world, *rows, f"{OWN};;01-10-2025;;fleksjob;")


def test_the_pages_of_import_show_what_each_row_would_do_and_no_number(world):
    take_in(world, f"{OWN};;01-10-2025;;fleksjob;", f"{OWN};;01-01-2025;31-01-2025;barsel;")
    kind = IMPORT_KINDS["outcome"]
    heads = ("cpr", "case_number", "from", "to", "status", "hours_per_week")
    rows = [HEAD, f"{OWN};;01-10-2025;28-02-2026;fleksjob;", f"{OWN};;01-01-2025;31-01-2025;barsel;"]
    rows += [f"{OTHER};;01-10-2025;;fleksjob;", ";;01-10-2025;;fleksjob;"]
    data = "\r\n".join(rows).encode("cp1252")
    mapping = dict(zip(HEAD.split(";"), heads, strict=True))
    preview = kind.preview(ImportFile(data, world.programme, world.leader, mapping))
    assert [row.state for row in preview.rows[:3]] == ["new", "known", "new"]
    assert preview.rows[0].cells["cpr"] == "140968-****"
    assert [(problem.line, problem.reason) for problem in preview.errors] == [(5, "required")]


def test_an_extract_taken_in_on_the_pages_is_undone_in_one_go(world):
    data = "\r\n".join([HEAD, f"{OTHER};;01-10-2025;;fleksjob;"]).encode("cp1252")
    file = ImportFile(data, world.programme, world.leader, None)
    batch = IMPORT_KINDS["outcome"].run(file, lambda done, total: None)
    assert batch.by == world.leader
    undo_import(batch=batch, by=world.leader)
    assert not LabourSpell.objects.exists()
