"""Two rows that stood for one human being, made one; and two that were looked at and are two people."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mentorship.clock import now
from mentorship.fields import EncryptedTextField
from mentorship.models.person import Person


class PersonMerge(models.Model):
    """That `absorbed` was found to be `kept`. The row of `absorbed` stays, emptied: look-ups name it.

    before: both rows' fields as JSON, encrypted, so that the merge can be taken back. moved: the ids of
    what was moved, by the name of its table, and of an enrolment that was dropped as a double.
    """

    kept = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="merges"
    )  # the record of a merge outlives neither of the two
    absorbed = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="absorbed_in"
    )  # look-ups name it by number
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )  # stays signed
    at = models.DateTimeField(default=now)
    before = EncryptedTextField(blank=True)
    moved = models.JSONField(default=dict)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # stays signed
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(undone_at=None), name="person_absorbed_once"
            ),
            models.CheckConstraint(name="person_merge_of_two", condition=~Q(kept=F("absorbed"))),
            models.CheckConstraint(
                name="person_merge_undone_iff_signed",
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed_id} into {self.kept_id}"


class TwoPeople(models.Model):
    """That somebody has looked at two likely duplicates and found two people: not asked again."""

    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")  # a remark on the two rows
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")  # as above
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )  # stays signed
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="two_people_once"),
            models.CheckConstraint(name="two_people_in_order", condition=Q(first__lt=F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"
