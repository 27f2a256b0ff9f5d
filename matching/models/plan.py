"""Plans of who could be matched with whom, and pairs that must not be."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentorship.clock import now
from mentorship.models import Job, Mentor, Programme, Refugee


class MatchingRun(models.Model):
    """A draft plan for all who wait, with all it was made from: it can be made again and compared.

    `params`: weights, rules, locked and forbidden pairs, the day. `unmatched`: [{"refugee", "because":
    [{"rule", "mentors_ruled_out", "text"}]}].
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        USED = "used", _("Put forward")
        DISCARDED = "discarded", _("Discarded")

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="matching_runs"
    )  # a plan is nothing without its programme
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    programme_version = models.PositiveIntegerField()
    on = models.DateField(_("day"))
    params = models.JSONField(default=dict)
    matched = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    places = models.PositiveIntegerField(default=0)
    total = models.FloatField(default=0)
    optimal = models.BooleanField(default=False)
    gap = models.FloatField(default=0)
    seconds = models.FloatField(default=0)
    unmatched = models.JSONField(default=list)
    job = models.ForeignKey(
        Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # a plan outlives the job that made it
    created_at = models.DateTimeField(default=now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # who made a plan stays known; null: from the shell
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("plan")
        verbose_name_plural = _("plans")

    def __str__(self) -> str:
        return self.name


class PlannedPair(models.Model):
    """One pair of a plan. `because`: [{"criterion", "weight", "fit", "points", "text"}]."""

    run = models.ForeignKey(MatchingRun, on_delete=models.CASCADE, related_name="pairs")  # part of the plan
    refugee = models.ForeignKey(Refugee, on_delete=models.CASCADE, related_name="+")  # a draft is no record
    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="+")  # a draft is no record
    score = models.FloatField()
    locked = models.BooleanField(default=False)
    because = models.JSONField(default=list)

    class Meta:
        ordering = ("run", "-score", "pk")
        constraints = [models.UniqueConstraint(fields=["run", "refugee"], name="planned_pair_once_a_refugee")]

    def __str__(self) -> str:
        return f"{self.refugee_id}:{self.mentor_id}"


class ForbiddenPair(models.Model):
    """A pair that is not to be proposed, and why; ended and refused pairs are out without a row here."""

    refugee = models.ForeignKey(
        Refugee, on_delete=models.CASCADE, related_name="forbidden_pairs"
    )  # about it alone
    mentor = models.ForeignKey(
        Mentor, on_delete=models.CASCADE, related_name="forbidden_pairs"
    )  # about it alone
    reason = models.CharField(_("reason"), max_length=60)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )  # stays signed

    class Meta:
        ordering = ("-at",)
        constraints = [models.UniqueConstraint(fields=["refugee", "mentor"], name="forbidden_pair_once")]

    def __str__(self) -> str:
        return f"{self.refugee_id}:{self.mentor_id}"
