"""Plans of who could be matched with whom, and pairs that must not be."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentorship.clock import now
from mentorship.models import Job, Mentor, Programme, Refugee


class MatchingRun(models.Model):
    """A draft plan for all who wait, with all it was made from: it can be made again and compared.

    `params`: weights, rules, locked and forbidden pairs, who is left out, the day: as they are now. `first`:
    the figures as proposed, before anybody changed the draft. `cursor`: how many of the numbered changes are
    in force; those beyond it are undone and can be done again. `unmatched`: [{"refugee", "because":
    [{"rule", "mentors_ruled_out", "text"}]}]. `raise_weakest_percent`: what part of the total might be given
    up to raise the weakest pair; None: nothing was.
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
    based_on = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # the plan it was proposed beside; a draft does not fall with it
    first = models.JSONField(default=dict)
    raise_weakest_percent = models.FloatField(null=True, blank=True)
    cursor = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(default=now)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # who changed it last stays known; null: from the shell
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


class PlanScores(models.Model):
    """The points a plan was made of, by keys alone: what a change costs is worked out from these.

    `data`: NumPy arrays in one compressed file, see `matching.plan_scores`. Kept beside the plan, not in it:
    lists of plans need not carry it.
    """

    run = models.OneToOneField(
        MatchingRun, on_delete=models.CASCADE, related_name="scores", primary_key=True
    )  # part of the plan
    data = models.BinaryField()
    made_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("points of a plan")
        verbose_name_plural = _("points of plans")

    def __str__(self) -> str:
        return f"Points of plan {self.run_id}"


class PlanChange(models.Model):
    """One change of a draft plan, with what it moved: enough to undo it and to do it again.

    `moved`: [[refugee, mentor before or null, mentor after or null]]. `total_change`, `matched_change`: what
    it did to the plan.
    """

    class Kind(models.TextChoices):
        LOCK = "lock", _("Locked")
        UNLOCK = "unlock", _("Unlocked")
        CHOOSE = "choose", _("Chosen and locked")
        FORBID = "forbid", _("Kept apart")
        ALLOW = "allow", _("Allowed again")
        LEAVE_OUT = "leave_out", _("Left out")
        TAKE_IN = "take_in", _("Taken in again")

    run = models.ForeignKey(MatchingRun, on_delete=models.CASCADE, related_name="changes")  # part of the plan
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    refugee = models.ForeignKey(Refugee, on_delete=models.CASCADE, related_name="+")  # a draft is no record
    mentor = models.ForeignKey(
        Mentor, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )  # as above
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    moved = models.JSONField(default=list)
    total_change = models.FloatField(default=0)
    matched_change = models.IntegerField(default=0)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )  # stays signed

    class Meta:
        ordering = ("run", "number")
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="plan_change_once")]

    def __str__(self) -> str:
        return f"{self.run_id} #{self.number} {self.kind}"


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
