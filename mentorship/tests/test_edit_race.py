"""Many people saving one record at the same moment: nothing is lost, and every loser is told."""

import pytest

from mentorship.errors import EditConflict
from mentorship.models import Profile, Refugee
from mentorship.people.editing import case_version, edit_case, edit_profile
from mentorship.testing.factories import RefugeeFactory, UserFactory
from mentorship.testing.races import all_at_once, shared_database


@pytest.fixture
def shared(tmp_path):
    row, by = RefugeeFactory(note=""), UserFactory()
    with shared_database(tmp_path):
        yield row, by


def race(writers, edits, edit):
    """All edits, `writers` of them at any time, each repeated until it succeeds; how often one was told."""
    told = []

    def insist(mark):
        while True:
            try:
                return edit(mark)
            except EditConflict:
                told.append(mark)

    failures = [outcome for outcome in all_at_once(insist, range(edits), writers) if outcome is not None]
    assert failures == []
    return told


SIZES = [
    pytest.param(8, 80, id="80"),
    pytest.param(8, 800, id="800", marks=pytest.mark.slow),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("writers", "edits"), SIZES)
def test_no_edit_of_a_case_is_lost(shared, writers, edits):
    """Each appends its mark to what it has read; a lost update would lack marks."""
    row, by = shared

    def edit(mark):
        read = Refugee.objects.select_related("person").get(pk=row.pk)
        edit_case(
            enrolment=read,
            version=case_version(read),
            by=by,
            person={},
            case={"note": f"{read.note} {mark}"},
        )

    race(writers, edits, edit)
    saved = Refugee.objects.get(pk=row.pk)
    assert sorted(map(int, saved.note.split())) == list(range(edits))
    assert saved.version == 1 + edits


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("writers", "edits"), SIZES)
def test_no_edit_of_a_profile_is_lost(shared, writers, edits):
    row, by = shared
    Profile.objects.filter(refugee=row).update(interests=[])

    def edit(mark):
        read = Profile.objects.get(refugee=row)
        facts = {"interests": [*read.interests, mark]}
        edit_profile(enrolment=row, version=read.version, by=by, facts=facts)

    race(writers, edits, edit)
    saved = Profile.objects.get(refugee=row)
    assert sorted(saved.interests) == list(range(edits))
    assert saved.version == 1 + edits
    assert saved.versions.count() == 1 + edits


@pytest.mark.django_db
def test_an_old_version_is_told_and_overwrites_nothing():
    row, by = RefugeeFactory(note="den andens"), UserFactory()
    with pytest.raises(EditConflict):
        edit_case(enrolment=row, version="0.1", by=by, person={}, case={"note": "min"})
    row.refresh_from_db()
    assert row.note == "den andens"
