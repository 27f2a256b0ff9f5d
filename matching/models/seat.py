"""Places at activities, proposed by the same core that proposes mentors."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorship.clock import now
from mentorship.models import Activity, Refugee

if TYPE_CHECKING:
    from mentorship.models import User


class ProposedSeatQuerySet(models.QuerySet["ProposedSeat"]):
    def visible_to(self, user: "User") -> Self:
        """Those of the refugees `user` may read."""
        return self.filter(Q(refugee__in=Refugee.objects.visible_to(user)))


class ProposedSeat(models.Model):
    """One refugee proposed for one activity; once signed up, attendance tells the rest."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        SIGNED_UP = "signed_up", _("Signed up")
        DISMISSED = "dismissed", _("Put aside")

    activity = models.ForeignKey(
        Activity, on_delete=models.CASCADE, related_name="proposed_seats"
    )  # about the two alone
    refugee = models.ForeignKey(Refugee, on_delete=models.CASCADE, related_name="proposed_seats")  # as above
    state = models.CharField(max_length=20, choices=State, default=State.PROPOSED)
    score = models.FloatField()
    because = models.JSONField(default=list)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )  # stays signed

    objects = ProposedSeatQuerySet.as_manager()

    class Meta:
        ordering = ("activity", "-score", "pk")
        verbose_name = _("proposed place")
        verbose_name_plural = _("proposed places")
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "refugee"],
                condition=Q(state="proposed"),
                name="seat_proposed_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.refugee_id}"
