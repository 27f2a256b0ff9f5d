"""The row numbers one human being has had: a merge leaves what was logged of the other row where it is."""

from mentorship.models import PersonMerge


def numbers_of(person_id: int) -> list[int]:
    """The person's own number, and those of rows merged into it, whenever. A query for each generation."""
    found, latest = [person_id], [person_id]
    while latest:
        rows = PersonMerge.objects.filter(kept__in=latest, undone_at=None).exclude(absorbed__in=found)
        latest = list(rows.values_list("absorbed_id", flat=True))
        found += latest
    return found
