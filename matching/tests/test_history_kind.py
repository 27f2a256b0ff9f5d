"""Matches on the pages of import: what the preview says of each row, and the way in and back."""

import datetime

import pytest
import time_machine

from matching.models import Match
from matching.tests.history_world import HEAD, csv_of, moving_world
from mentorship.errors import DomainError
from mentorship.people.identity import cpr_fields
from mentorship.people.import_kinds import IMPORT_KINDS, ImportFile
from mentorship.people.roster.cpr import parse_cpr
from mentorship.people.undoing import undo_import

pytestmark = pytest.mark.django_db
KIND = IMPORT_KINDS["match"]
MAPPING = dict(
    zip(
        HEAD.split(";"),
        ("mentor", "refugee", "started_on", "start_meeting_on", "ended_on", "end_reason"),
        strict=True,
    )
)


@pytest.fixture
def world():
    with time_machine.travel(datetime.datetime(2026, 3, 4, 9, tzinfo=datetime.UTC), tick=False):
        yield moving_world()


def file_of(world, *rows, **options):
    return ImportFile(csv_of(*rows), world.programme, world.leader, **({"mapping": MAPPING} | options))


def nothing(done, total):
    """Nobody asks how far it is."""


def test_the_preview_tells_new_known_and_differing_rows(world):
    KIND.run(file_of(world, "M-1;B-1;15-11-2025;;;", "M-1;B-2;15-11-2025;;;"), nothing)
    preview = KIND.preview(
        file_of(
            world,
            "M-1;B-1;15-11-2025;;;",
            "M-1;B-2;15-11-2025;;01-02-2026;Flyttet",
            "M-2;B-3;01-02-2026;;;",
            "M-9;B-4;01-02-2026;;;",
        )
    )
    assert [row.state for row in preview.rows] == ["known", "differs", "new", "new"]
    assert [(problem.line, problem.reason) for problem in preview.errors] == [(5, "unknown_mentor")]
    assert preview.columns[0] == ("mentor", "Mentor")


def test_the_preview_shows_no_number_and_no_address_of_the_protected(world):
    mentor, refugee = world.mentors["M-1"].person, world.refugees["B-1"].person
    mentor.protected = True
    mentor.save()
    for name, value in cpr_fields(parse_cpr("140968-2616")).items():
        setattr(refugee, name, value)
    refugee.save()
    preview = KIND.preview(file_of(world, f"{mentor.email};140968-2616;15-11-2025;;;"))
    assert preview.errors == ()
    assert (preview.rows[0].cells["mentor"], preview.rows[0].cells["refugee"]) == ("•••", "140968-****")


def test_columns_of_any_name_are_read_by_the_mapping(world):
    data = b"Hvem;Hvad;Hvornaar\r\nM-1;B-1;15-11-2025\r\n"
    mapping = {"Hvem": "mentor", "Hvad": "refugee", "Hvornaar": "started_on"}
    KIND.run(ImportFile(data, world.programme, world.leader, mapping), nothing)
    assert Match.objects.get().mentor == world.mentors["M-1"]


def test_a_file_with_errors_is_refused_and_one_without_is_undone_in_one_go(world):
    with pytest.raises(DomainError):
        KIND.run(file_of(world, "M-9;B-1;15-11-2025;;;"), nothing)
    batch = KIND.run(file_of(world, "M-1;B-1;15-11-2025;;;"), nothing)
    undo_import(batch=batch, by=world.leader)
    batch.refresh_from_db()
    assert batch.undone_at is not None
    assert not Match.objects.exists()


def test_what_is_no_table_is_one_error(world):
    preview = KIND.preview(ImportFile(b"%PDF-1.4", world.programme, world.leader))
    assert [problem.reason for problem in preview.errors] == ["not_a_table"]
