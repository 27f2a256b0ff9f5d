"""A quarter as it was frozen."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentorship.clock import now
from mentorship.models import Programme
from mentorship.permissions import Permission

if TYPE_CHECKING:
    from mentorship.models import User


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def visible_to(self, user: "User") -> Self:
        """Quarters of the programmes whose quarters `user` may read."""
        programmes = {b.programme_id for b in user.bindings_granting(Permission.QUARTER_VIEW)}
        return self.filter(programme_id__in=programmes)


class Snapshot(models.Model):
    """All figures of one quarter, frozen; a correction is a new revision beside it.

    `data` is written once: the database refuses to change a row, and `sha256` (of the canonical JSON)
    shows it if somebody does. `quarter` is like "2017Q2". `data_on` is the day the figures hold for.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="snapshots"
    )  # what was reported stays
    quarter = models.CharField(_("quarter"), max_length=6)
    revision = models.PositiveIntegerField(_("revision"), default=1)
    data_on = models.DateField(_("data as of"))
    data = models.JSONField()
    sha256 = models.CharField(max_length=64)
    reason = models.CharField(_("reason for the revision"), max_length=300, blank=True)
    frozen_at = models.DateTimeField(default=now)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # who froze it stays known; null: the scheduler or the shell

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ("programme", "-quarter", "-revision")
        verbose_name = _("quarter snapshot")
        verbose_name_plural = _("quarter snapshots")
        constraints = [
            models.UniqueConstraint(fields=["programme", "quarter", "revision"], name="snapshot_once")
        ]

    def __str__(self) -> str:
        return f"{self.programme.key} {self.quarter} r{self.revision}"
