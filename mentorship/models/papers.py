"""Clearances a mentor shows, and consents either side gives."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mentorship.clock import today
from mentorship.models.person import Mentor, Refugee
from mentorship.vocabulary import ClearanceKind, ConsentScope


class ClearanceQuerySet(models.QuerySet["Clearance"]):
    def valid_on(self, on: datetime.date) -> "ClearanceQuerySet":
        """Seen on or before the day `on`, and not expired on it."""
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=on), seen_on__lte=on)


class Clearance(models.Model):
    """That a paper was asked for and seen, by whom and until when; never what it says."""

    mentor = models.ForeignKey(
        Mentor, on_delete=models.CASCADE, related_name="clearances"
    )  # part of the enrolment
    kind = models.CharField(_("kind"), max_length=30, choices=ClearanceKind)
    requested_on = models.DateField(_("requested on"), null=True, blank=True)
    seen_on = models.DateField(_("seen on"), null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # who saw a paper stays known; null: told by an imported roster
    expires_on = models.DateField(_("expires on"), null=True, blank=True)

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        ordering = ("mentor", "kind", "pk")
        verbose_name = _("clearance")
        verbose_name_plural = _("clearances")
        constraints = [
            models.UniqueConstraint(fields=["mentor", "kind"], name="clearance_once_a_kind"),
            models.CheckConstraint(
                name="clearance_expires_after_seen",
                condition=Q(expires_on=None) | Q(seen_on__isnull=False, expires_on__gte=F("seen_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def state(self) -> str:
        """`valid`, `expired`, `requested` or `needed`."""
        if self.seen_on:
            return "expired" if self.expires_on and self.expires_on < today() else "valid"
        return "requested" if self.requested_on else "needed"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def valid(self) -> "ConsentQuerySet":
        return self.filter(withdrawn_on=None)


class Consent(models.Model):
    """What a person agreed to: scope, date, which text in which language; withdrawn, never deleted."""

    mentor = models.ForeignKey(
        Mentor, null=True, blank=True, on_delete=models.CASCADE, related_name="consents"
    )  # part of the enrolment
    refugee = models.ForeignKey(
        Refugee, null=True, blank=True, on_delete=models.CASCADE, related_name="consents"
    )  # part of the enrolment
    scope = models.CharField(_("scope"), max_length=30, choices=ConsentScope)
    given_on = models.DateField(_("given on"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    text_version = models.CharField(_("version of the text"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # who recorded it stays known; null: told by an imported roster

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.CheckConstraint(
                name="consent_of_exactly_one",
                condition=Q(mentor__isnull=False, refugee=None) | Q(mentor=None, refugee__isnull=False),
            ),
            models.CheckConstraint(
                name="consent_withdrawn_after_given",
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("given_on")),
            ),
            models.UniqueConstraint(
                fields=["mentor", "scope"],
                condition=Q(withdrawn_on=None, mentor__isnull=False),
                name="consent_one_valid_a_mentor",
            ),
            models.UniqueConstraint(
                fields=["refugee", "scope"],
                condition=Q(withdrawn_on=None, refugee__isnull=False),
                name="consent_one_valid_a_refugee",
            ),
        ]
        # The few taken back are looked for among very many given.
        indexes = [
            models.Index(fields=["scope"], condition=Q(withdrawn_on__isnull=False), name="consent_taken_back")
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.pk}"
