"""A merge for tests that only want one to be there."""

from mentorship.models import Person, PersonMerge, User


def merge_that_stands(person: Person, *, by: User) -> PersonMerge:
    """It can't be taken back: whoever tries is told why, and nothing changes."""
    moved = {"dropped": [1], "version": 0}
    return PersonMerge.objects.create(kept=person, absorbed=Person.objects.create(), by=by, moved=moved)
