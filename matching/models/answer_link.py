"""The private address where a mentor or a refugee says yes or no to a proposal."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matching.models.match import Match
from mentorship.clock import now


class AnswerLink(models.Model):
    """One side's link to one proposal. Only its fingerprint is kept; opening it consumes nothing.

    `language`: the one the page greets in. It ends with the answer, with `expires_at`, when it is revoked,
    and when the proposal is no longer open.
    """

    match = models.ForeignKey(
        Match, on_delete=models.CASCADE, related_name="answer_links"
    )  # part of the match
    side = models.CharField(max_length=10, choices=[("mentor", _("Mentor")), ("refugee", _("Refugee"))])
    token_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=10, blank=True)
    made_at = models.DateTimeField(default=now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )  # who asked stays known
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("match", "side", "-made_at")
        verbose_name = _("link to answer by")
        verbose_name_plural = _("links to answer by")
        constraints = [
            models.UniqueConstraint(
                fields=["match", "side"], condition=Q(revoked_at=None), name="answer_link_one_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.match_id} {self.side}"
