"""Who stands in for whom while somebody is away."""

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mentorship.clock import now

if TYPE_CHECKING:
    from mentorship.models.user import User


class StandInQuerySet(models.QuerySet["StandIn"]):
    def in_force(self, on: datetime.date) -> "StandInQuerySet":
        """Those that hold on the day `on`."""
        return self.filter(starts_on__lte=on, ends_on__gte=on, ended_at=None)

    def of(self, user: "User") -> "StandInQuerySet":
        """Those in which `user` is away, or stands in."""
        return self.filter(Q(absent=user) | Q(stand_in=user))


class StandIn(models.Model):
    """`stand_in` wears the hats of `absent`, administrator's apart, from a day to a day, both included."""

    absent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stand_ins"
    )  # nothing to stand in for without
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="standing_in"
    )  # nobody to stand in without
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    ended_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )  # stays signed
    made_at = models.DateTimeField(default=now)

    objects = StandInQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_on", "-pk")
        verbose_name = _("stand-in")
        verbose_name_plural = _("stand-ins")
        constraints = [
            models.CheckConstraint(
                name="stand_in_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="stand_in_is_another", condition=~Q(absent=F("stand_in"))),
        ]

    def __str__(self) -> str:
        return f"{self.stand_in_id} for {self.absent_id}"
