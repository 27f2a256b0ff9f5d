"""What was done, who looked at whom, what long work is under way, and what is half written."""

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentorship.clock import now
from mentorship.models.person import Mentor, Refugee
from mentorship.models.programme import Programme
from mentorship.permissions import Permission, Role
from mentorship.vocabulary import LookUpGround

if TYPE_CHECKING:
    from mentorship.models.user import User


class Act(models.Model):
    """Append-only trail of what was done, by whom and when.

    Names its subject and its user by label and id rather than by foreign key, so that removing
    either never fails on, or rewrites, the trail. `detail` holds codes and ids, no free text.
    """

    kind = models.CharField(max_length=60)
    subject_label = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    by_id = models.BigIntegerField(null=True, blank=True)
    by_label = models.CharField(max_length=200, blank=True)
    programme_key = models.CharField(max_length=50, blank=True)
    at = models.DateTimeField(default=now)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [
            models.Index(fields=["subject_label", "subject_id", "-at"], name="act_by_subject"),
            models.Index(fields=["-at"], name="act_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_label}:{self.subject_id}"


class LookUpQuerySet(models.QuerySet["LookUp"]):
    def visible_to(self, user: "User") -> Self:
        """The leader: the whole programme's. Any other role: of those whose cases `user` may read."""
        allowed = Q(pk__in=[])
        for binding in user.bindings_granting(Permission.LOOKUPS_VIEW):
            if binding.programme is None:
                continue
            of_programme = Q(programme_key=binding.programme.key)
            if binding.role != Role.PROJECT_LEADER:
                people = [
                    rows.filter(programme=binding.programme_id).values("person_id")
                    for rows in (Refugee.objects.visible_to(user), Mentor.objects.visible_to(user))
                ]
                of_programme &= Q(person_id__in=people[0]) | Q(person_id__in=people[1])
            allowed |= of_programme
        return self.filter(allowed)


class LookUp(models.Model):
    """Who saw whose record, when, where and why. Written before the answer leaves; append-only.

    `ground`: the coded reason a user gave for opening a case that is not his or her own; empty for one's own.
    `protected`: whether the name was protected at the time, so that a month's sample stays what it was.
    """

    user_id = models.BigIntegerField()
    user_label = models.CharField(max_length=200)
    person_id = models.BigIntegerField()
    programme_key = models.CharField(max_length=50, blank=True)
    what = models.CharField(max_length=40)
    purpose = models.CharField(max_length=200, blank=True)
    ground = models.CharField(max_length=20, choices=LookUpGround, blank=True)
    protected = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    objects = LookUpQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [
            models.Index(fields=["person_id", "-at"], name="lookup_by_person"),
            models.Index(fields=["-at"], name="lookup_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.what} {self.person_id}"


class LookUpReview(models.Model):
    """What the data controller said of one look-up of a month's sample."""

    class Verdict(models.TextChoices):
        OK = "ok", _("Has a reason")
        QUESTIONED = "questioned", _("To be asked about")

    look_up = models.OneToOneField(
        LookUp, on_delete=models.PROTECT, related_name="review"
    )  # the log is never removed from
    verdict = models.CharField(max_length=20, choices=Verdict)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )  # stays signed
    reviewed_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("-reviewed_at", "-pk")

    def __str__(self) -> str:
        return f"{self.look_up_id} {self.verdict}"


class JobState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Job(models.Model):
    """Long work with progress: the row is the truth, the worker only carries it out."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.CASCADE, related_name="jobs"
    )  # nothing to work on without it
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=JobState, default=JobState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    error = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # a finished job outlives its user; null: the scheduler
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(
                name="job_finished_iff_over",
                condition=Q(state__in=[JobState.DONE, JobState.FAILED], finished_at__isnull=False)
                | (~Q(state__in=[JobState.DONE, JobState.FAILED]) & Q(finished_at=None)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Draft(models.Model):
    """What a user has half written on one form; kept until the form is saved."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )  # nobody else's to finish
    key = models.CharField(max_length=120)
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("-saved_at",)
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="draft_once")]

    def __str__(self) -> str:
        return self.key


class ImportBatch(models.Model):
    """One roster taken in: what came, from which file (by its digest), and by whom."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="import_batches"
    )  # part of its programme
    kind = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # who brought people in stays known; null: from the shell
    at = models.DateTimeField(default=now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
