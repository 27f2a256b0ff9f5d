"""The database itself refuses an update a guard forbids, by whatever road it comes."""

import pytest
from django.db import DatabaseError, connection, transaction

from mentorship.guards import _statements, refuse_update
from mentorship.models import Organisation
from mentorship.testing.factories import OrganisationFactory

GUARD = {
    "name": "organisation_keeps_its_name",
    "table": "mentorship_organisation",
    "when": "OLD.name <> NEW.name AND OLD.name = 'Fast'",
    "message": "this name is written once",
}


@pytest.fixture
def fixed(db):
    refuse_update(**GUARD)
    return OrganisationFactory(name="Fast")


def by_model(row):
    row.name = "Ny"
    row.save()


def by_queryset(row):
    Organisation.objects.filter(pk=row.pk).update(name="Ny")


def by_raw_sql(row):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE mentorship_organisation SET name = 'Ny' WHERE id = %s", [row.pk])


@pytest.mark.parametrize("change", [by_model, by_queryset, by_raw_sql])
def test_what_is_forbidden_is_refused_in_the_guards_words(fixed, change):
    with pytest.raises(DatabaseError, match="this name is written once"), transaction.atomic():
        change(fixed)
    fixed.refresh_from_db()
    assert fixed.name == "Fast"


def test_what_is_not_forbidden_passes(fixed):
    other = OrganisationFactory(name="Løs")
    by_raw_sql(other)
    other.refresh_from_db()
    assert other.name == "Ny"


def test_laid_again_it_is_one_guard_with_the_newest_rule(fixed):
    refuse_update(**GUARD | {"when": "OLD.name = 'Ingen'"})
    by_raw_sql(fixed)
    fixed.refresh_from_db()
    assert fixed.name == "Ny"


@pytest.mark.parametrize(("vendor", "count"), [("sqlite", 2), ("postgresql", 3)])
def test_each_database_is_told_in_its_own_words_and_the_old_guard_goes_first(vendor, count):
    said = list(_statements(vendor, **GUARD))
    assert len(said) == count
    assert said[-1].startswith("CREATE TRIGGER organisation_keeps_its_name BEFORE UPDATE")
    assert (
        said[-2]
        == {
            "sqlite": "DROP TRIGGER IF EXISTS organisation_keeps_its_name",
            "postgresql": "DROP TRIGGER IF EXISTS organisation_keeps_its_name ON mentorship_organisation",
        }[vendor]
    )
