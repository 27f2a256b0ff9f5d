"""A roster into the register: whole or not at all, once, beside whom the programme has, with its trail."""

import gc
import hashlib
from pathlib import Path

import pytest
from django.db import IntegrityError

from mentorship.errors import DomainError
from mentorship.models import (
    Act,
    Consent,
    Mentor,
    Municipality,
    Organisation,
    Person,
    ProgrammeOrganisation,
    Refugee,
)
from mentorship.people import enrolling, importing
from mentorship.people.reasons import REASONS, explain
from mentorship.testing.factories import (
    MentorFactory,
    ProgrammeFactory,
    RoleBindingFactory,
    UserFactory,
)
from mentorship.tests.roster_world import counts, roster, take_in, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roster_day")]


def test_the_given_rosters_go_in_whole_and_a_second_time_add_nothing(holdbart):
    mentors = take_in(holdbart, roster("mentors.csv"))
    refugees = take_in(holdbart, roster("refugees.xlsx"), "refugee")
    assert (mentors.added, refugees.added) == (70, 70)
    assert (Mentor.objects.count(), Refugee.objects.count(), Person.objects.count()) == (70, 70, 140)
    assert sum(Mentor.objects.values_list("capacity", flat=True)) == 93
    assert Consent.objects.filter(refugee__isnull=False).count() == 66
    before = counts()
    for name, kind in (("mentors.csv", "mentor"), ("refugees.xlsx", "refugee")):
        again = take_in(holdbart, roster(name), kind)
        assert (again.added, again.unchanged, again.differing, again.batch) == (0, 70, 0, None)
        assert {warning.reason for warning in again.report.warnings} <= {"cpr_checksum"}
    assert counts() == before


def test_a_broken_roster_writes_nothing(holdbart):
    before = counts()
    result = take_in(holdbart, roster("broken.csv"))
    assert result.refused
    assert (result.added, result.batch) == (0, None)
    assert len(result.report.errors) == 7
    assert counts() == before


def test_a_dry_run_counts_and_writes_nothing(programme):
    before = counts()
    result = take_in(programme, "Navn;Kommune;Organisation\nBo;Sorø;Nyforeningen\n", dry_run=True)
    assert (result.added, result.batch) == (1, None)
    assert told(result.report.notes) == [("new_organisation", 0, ""), ("case_numbers_given", 0, "")]
    assert counts() == before


def test_the_trail_says_what_came_from_which_file_and_names_nobody(programme):
    data = b"Navn;Kommune;Sagsnr.\nBo Opdigtet;340;M1\nIb;340;M2\n"
    by = UserFactory()
    batch = take_in(programme, data, by=by).batch
    assert (batch.kind, batch.rows, batch.added, batch.by) == ("mentor", 2, 2, by)
    assert batch.sha256 == hashlib.sha256(data).hexdigest()
    whole = Act.objects.get(kind="people.imported")
    assert (whole.subject_id, whole.by_id, whole.programme_key) == (str(batch.pk), by.pk, "prøve")
    assert whole.detail == {
        "people": "mentor",
        "sha256": batch.sha256,
        "rows": 2,
        "added": 2,
        "unchanged": 0,
        "differing": 0,
        "merged": 0,
        "kept": 0,
        "warnings": 0,
        "organisations": [],
        "agreements": [],
    }
    single = Act.objects.filter(kind="mentor.imported").order_by("pk")
    assert [(act.subject_id, act.detail) for act in single] == [
        (str(mentor.pk), {"batch": batch.pk, "line": line})
        for line, mentor in enumerate(Mentor.objects.order_by("case_number"), 2)
    ]


def test_a_failure_half_way_leaves_nothing(programme, monkeypatch):
    monkeypatch.setattr(importing, "CHUNK", 1)
    before = counts()
    real = enrolling.Enroller.enrol

    def fail_at_third(self, rows):
        if rows[0].line == 4:
            raise IntegrityError
        real(self, rows)

    monkeypatch.setattr(enrolling.Enroller, "enrol", fail_at_third)
    with pytest.raises(IntegrityError):
        take_in(programme, "Navn;Kommune\nBo;Sorø\nIb;Sorø\nUlf;Sorø\n")
    assert counts() == before


def test_progress_is_told_after_each_block(programme, monkeypatch):
    monkeypatch.setattr(importing, "CHUNK", 2)
    seen = []
    rows = "\n".join(f"Person{i};Sorø" for i in range(5))
    take_in(programme, f"Navn;Kommune\n{rows}\n", progress=lambda *at: seen.append(at))
    assert seen == [(2, 5), (4, 5), (5, 5)]
    assert sorted(Mentor.objects.values_list("case_number", flat=True)) == [f"M-000{i}" for i in range(1, 6)]


def test_numbers_of_our_own_avoid_those_in_use_and_those_in_the_file(programme):
    MentorFactory(programme=programme, case_number="M-0001")
    result = take_in(programme, "Navn;Kommune;Sagsnr.\nBo;Sorø;\nIb;Sorø;M-0002\n")
    assert set(Mentor.objects.values_list("case_number", flat=True)) == {"M-0001", "M-0002", "M-0003"}
    assert [(n.reason, n.value) for n in result.report.notes] == [("case_numbers_given", "1")]


def test_organisations_are_found_forgivingly_and_new_ones_join_the_programme(programme):
    known = Organisation.objects.create(name="Røde Kors")
    result = take_in(
        programme, "Navn;Kommune;Organisation\nBo;Sorø;røde  kors\nIb;Sorø;Nyforeningen\nUlf;Sorø;\n"
    )
    assert [n.value for n in result.report.notes if n.reason == "new_organisation"] == [
        "røde kors",
        "Nyforeningen",
    ]
    assert Organisation.objects.count() == 2
    assert ProgrammeOrganisation.objects.filter(programme=programme).count() == 2
    assert Mentor.objects.get(person__name="Bo").organisation == known
    assert Mentor.objects.get(person__name="Ulf").organisation is None


def test_a_municipality_outside_the_programme_is_worth_a_word(programme):
    Municipality.objects.create(code="101", name="København")
    result = take_in(programme, "Navn;Kommune\nBo;København\nIb;Sorø\n")
    assert told(result.report.warnings) == [("municipality_outside_programme", 2, "Kommune")]
    assert result.added == 2


def test_a_consultant_without_a_role_in_the_programme_is_left_blank(programme):
    RoleBindingFactory(user=UserFactory(email="anden@kommune.test"))
    text = "Navn;Kommune;Ansvarlig konsulent\nBo;Sorø;anden@kommune.test\n"
    result = take_in(programme, text, "refugee")
    assert told(result.report.warnings) == [("unknown_consultant", 2, "Ansvarlig konsulent")]
    assert Refugee.objects.get().consultant is None


def test_words_for_recruiting_that_the_programme_does_not_list_stay(holdbart):
    take_in(holdbart, "Navn;Kommune;Rekrutteret via\nBo;Sorø;Biblioteket\nIb;Sorø;event\n")
    assert sorted(Mentor.objects.values_list("recruited_through", flat=True)) == ["Biblioteket", "event"]


def test_a_roster_of_nobody_is_refused(programme):
    assert told(take_in(programme, "Navn;Kommune\n").report.errors) == [("no_rows", 1, "")]


def test_a_programme_without_a_document_takes_people_too():
    Municipality.objects.create(code="340", name="Sorø")
    bare = ProgrammeFactory(document={})
    assert take_in(bare, "Navn;Kommune;Rekrutteret via\nBo;340;Avis\n").added == 1


@pytest.mark.parametrize("on", [True, False])
def test_the_garbage_collector_is_left_as_it_was(programme, on):
    (gc.enable if on else gc.disable)()
    try:
        take_in(programme, "Navn;Kommune\nBo;Sorø\n")
        assert gc.isenabled() is on
    finally:
        gc.enable()


def test_another_kind_is_refused(programme):
    with pytest.raises(DomainError):
        take_in(programme, "Navn;Kommune\nBo;Sorø\n", "vært")


@pytest.mark.parametrize("rows", [1, 20])
def test_a_block_costs_the_same_however_many_rows(programme, rows, django_assert_max_num_queries):
    text = "\n".join(f"Person{i};Sorø;05-01-2017;05-01-2017;Nyforeningen" for i in range(rows))
    with django_assert_max_num_queries(33):
        take_in(programme, f"Navn;Kommune;Samtykke;Børneattest;Organisation\n{text}\n")


def test_every_reason_of_the_code_has_its_sentence():
    people = Path(importing.__file__).parent
    files = [*people.glob("roster/*.py"), *people.glob("*ing.py")]
    source = "".join(path.read_text() for path in files)
    for reason, sentence in REASONS.items():
        assert str(sentence)
        assert f'"{reason}"' in source
    assert explain("no such reason") == "no such reason"
