"""Loading: a document becomes rows, once; a changed document becomes the next version."""

from datetime import date

import pytest

from mentorship.errors import DomainError
from mentorship.models import Act, Municipality, Organisation, Population, Programme, SuccessCriterion
from mentorship.people.organisations import rename_organisation
from mentorship.programmes.catalogue import read_programme
from mentorship.programmes.document import parse_document, programme_document, stored_text
from mentorship.programmes.parts import sync_parts
from mentorship.programmes.services import load_programme
from mentorship.programmes.source import Source, parse_source
from mentorship.testing.factories import UserFactory
from mentorship.testing.programmes import SMALL, loaded_programme

pytestmark = pytest.mark.django_db


def document_from(text):
    return parse_document(stored_text(parse_source(text, Source(file="x")).data))


def rows():
    """How many rows of each kind there are that loading writes."""
    models = (Programme, Municipality, Organisation, Population, SuccessCriterion, Act)
    return [model.objects.count() for model in models]


def test_loading_makes_the_programme_and_its_parts():
    user = UserFactory()
    loaded = load_programme(document=read_programme("holdbart-match"), by=user, reason="start")
    programme = loaded.programme
    assert loaded.outcome == "created"
    assert (programme.key, programme.name, programme.version) == ("holdbart-match", "Holdbart match", 1)
    assert (programme.starts_on, programme.ends_on) == (date(2016, 12, 1), date(2017, 7, 31))
    quotas = programme.municipality_parts.order_by("quota").values_list(
        "municipality__code", "quota", "quota_on"
    )
    assert list(quotas) == [("329", 25, date(2017, 2, 1)), ("340", 45, date(2017, 2, 1))]
    assert programme.organisation_parts.count() == 8
    assert programme.populations.get(key="gross_target_group").size == 308
    version = programme.versions.get()
    assert (version.number, version.created_by, version.reason) == (1, user, "start")
    act = Act.objects.get(kind="programme.created")
    assert (act.by_label, act.detail) == (user.email, {"version": 1})


def test_a_criterion_has_a_row_for_the_whole_and_one_for_each_part():
    programme = loaded_programme()
    split = programme.criteria.filter(key="refugees_matched")
    assert {(row.municipality and row.municipality.code, row.target) for row in split} == {
        (None, 70),
        ("340", 45),
        ("329", 25),
    }
    whole = split.get(municipality=None)
    assert (whole.kind, whole.indicator, whole.unit, whole.due_on) == (
        "target",
        "refugees_matched",
        "count",
        date(2017, 7, 31),
    )
    assert whole.document["label"]["da"] == "Borgere med mentor"
    assert programme.criteria.get(key="kept").target is None


def test_partners_are_held_to_what_they_agreed_to_deliver():
    programme = loaded_programme("vaertsprogram")
    part = programme.organisation_parts.get(organisation__name="Foreningen Nydansker")
    assert (part.quota, part.amount_dkk) == (75, 200_000)
    assert part.target_group.startswith("Højtuddannede")
    assert programme.criteria.get(key="matches", organisation=part.organisation).target == 75


@pytest.mark.parametrize("key", ["holdbart-match", "vaertsprogram"])
def test_the_same_document_again_adds_nothing(key):
    loaded_programme(key)
    before = rows()
    assert load_programme(document=read_programme(key)).outcome == "unchanged"
    assert rows() == before


def test_a_moved_programme_stays_where_it_is_when_loaded_again():
    programme = loaded_programme(start_on=date(2026, 9, 1))
    assert programme.starts_on == date(2026, 9, 1)
    assert programme.shift_days == (date(2026, 9, 1) - date(2016, 12, 1)).days
    again = load_programme(document=read_programme("holdbart-match"))
    assert again.outcome == "unchanged"
    assert (
        load_programme(document=read_programme("holdbart-match"), start_on=date(2026, 9, 1)).outcome
        == "unchanged"
    )
    assert programme_document(again.programme).period.original_starts_on == date(2016, 12, 1)


def test_a_programme_cannot_be_moved_out_of_the_calendar():
    with pytest.raises(DomainError, match=r"\S"):
        load_programme(document=read_programme("holdbart-match"), start_on=date(9999, 12, 1))
    assert rows() == [0] * 6


def test_a_changed_document_is_the_next_version_and_keeps_the_first():
    load_programme(document=document_from(SMALL))
    changed = SMALL.replace("target: 70", "target: 80").replace('"340": 45', '"340": 55')
    loaded = load_programme(document=document_from(changed), reason="more people")
    assert loaded.outcome == "changed"
    assert loaded.programme.version == 2
    assert loaded.programme.criteria.get(key="matched", municipality=None).target == 80
    assert loaded.programme.criteria.get(key="matched", municipality__code="340").target == 55
    first, second = loaded.programme.versions.order_by("number")
    assert first.document["criteria"][0]["target"] == 70
    assert second.reason == "more people"
    assert first.sha256 != second.sha256
    assert Act.objects.filter(kind="programme.changed").count() == 1


def test_what_a_document_no_longer_names_is_retired_and_kept(time_machine):
    time_machine.move_to(date(2026, 5, 4))
    load_programme(document=document_from(SMALL))
    without_split = SMALL.replace('    by_municipality: {"340": 45, "329": 25}\n', "")
    programme = load_programme(document=document_from(without_split)).programme
    assert programme.criteria.get(municipality=None).retired_on is None
    assert set(programme.criteria.exclude(municipality=None).values_list("retired_on", flat=True)) == {
        date(2026, 5, 4)
    }
    back = load_programme(document=document_from(SMALL)).programme
    assert not back.criteria.exclude(retired_on=None).exists()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param(", days_off: [12-24, 02-29]", [[12, 24], [2, 29]], id="its-own"),
        pytest.param(", days_off: []", [], id="none"),
        pytest.param("", None, id="the-usual"),
    ],
)
def test_a_municipality_closes_on_the_days_the_file_says(written, kept):
    text = SMALL.replace("name: Ringsted}", f"name: Ringsted{written}}}")
    load_programme(
        document=document_from(SMALL.replace("name: Ringsted}", "name: Ringsted, days_off: [01-02]}"))
    )
    programme = load_programme(document=document_from(text)).programme
    assert programme.municipality_parts.get(municipality__code="329").days_off == kept
    assert programme.municipality_parts.get(municipality__code="340").days_off is None


def test_a_municipality_or_partner_no_longer_named_loses_its_quota_only():
    partner = "organisations:\n  - {key: a, name: Forening A, agreement: {quota: 5, payment: 100}}\n"
    text = SMALL.replace("name: Ringsted}", "name: Ringsted, quota: {people: 25}}") + partner
    programme = load_programme(document=document_from(text)).programme
    assert programme.municipality_parts.get(municipality__code="329").quota == 25
    fewer = SMALL.replace('  - {code: "329", name: Ringsted}\n', "").replace(
        '"340": 45, "329": 25', '"340": 70'
    )
    load_programme(document=document_from(fewer))
    assert programme.municipality_parts.get(municipality__code="329").quota is None
    part = programme.organisation_parts.get()
    assert (part.quota, part.amount_dkk) == (None, None)


@pytest.mark.parametrize(
    ("word", "dates", "retired_on"),
    [
        pytest.param("awaited", "asked_on: 2026-02-01, ", None, id="awaited-still-counts"),
        pytest.param("refused", "answered_on: 2026-03-01, ", None, id="refused-still-counts"),
        pytest.param("granted", "answered_on: 2026-03-01, ", date(2026, 3, 1), id="granted"),
        pytest.param("granted", "asked_on: 2026-02-01, ", date(2026, 2, 1), id="granted-without-date"),
    ],
)
def test_a_criterion_is_retired_once_the_funder_has_said_yes(word, dates, retired_on):
    retired = f"    retired: {{word: {word}, {dates}why: {{da: Svært, en: Hard}}}}\n"
    programme = load_programme(document=document_from(SMALL + retired)).programme
    assert set(programme.criteria.values_list("retired_on", flat=True)) == {retired_on}


def test_results_the_source_counted_are_rows_without_a_target():
    result = (
        "results:\n  - {key: told, label: {da: Talt, en: Told}, unit: count, value: 945, source: Made up}\n"
    )
    programme = load_programme(document=document_from(SMALL + result)).programme
    row = programme.criteria.get(kind="result")
    assert (row.target, row.document["value"], row.position) == (None, 945, 1)


def test_a_municipality_known_by_another_code_is_refused_and_nothing_is_left():
    Municipality.objects.create(code="999", name="Sorø")
    with pytest.raises(DomainError, match="Sorø"):
        load_programme(document=document_from(SMALL))
    assert Programme.objects.count() == 0


def test_a_name_the_municipality_gave_an_organisation_outlives_the_file():
    programme, user = loaded_programme(), UserFactory()
    known = Organisation.objects.get(name="Røde Kors")
    for name in ("Røde Kors Sorø", "Røde Kors Midtsjælland"):
        rename_organisation(organisation=known, name=name, by=user)
    before = Organisation.objects.count()
    sync_parts(programme, programme_document(programme))
    known.refresh_from_db()
    assert (Organisation.objects.count(), known.name) == (before, "Røde Kors Midtsjælland")
    assert programme.organisation_parts.filter(organisation=known).exists()
