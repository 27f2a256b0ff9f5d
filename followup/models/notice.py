"""Reminders as rows: the row is the truth, the worker only wakes up. And what was sent."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from followup.models.followup import FollowUp
from matching.models import Match
from mentorship.models import Programme
from mentorship.permissions import Permission, Role
from mentorship.vocabulary import Side

if TYPE_CHECKING:
    from mentorship.models import User


class NoticeChannel(models.TextChoices):
    MAIL = "mail", pgettext_lazy("channel", "E-mail")
    IN_APP = "in_app", _("In the app")


class NoticeState(models.TextChoices):
    DUE = "due", _("To be sent")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("No longer needed")


class Notice(models.Model):
    """One reminder of one step, to one person over one channel; the key makes it happen once.

    `kind` names the reminder and its step ("due:month_06"), so two steps on one day are two notices.
    `due_on` is the step's own day, also when the step is postponed. `send_on` is when it goes out.
    """

    match = models.ForeignKey(
        Match, on_delete=models.CASCADE, related_name="notices"
    )  # about the match alone
    followup = models.ForeignKey(
        FollowUp, on_delete=models.CASCADE, related_name="notices"
    )  # about the step alone
    side = models.CharField(max_length=10, choices=Side)
    kind = models.CharField(max_length=60)
    due_on = models.DateField()
    channel = models.CharField(max_length=10, choices=NoticeChannel)
    send_on = models.DateField()
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="notices"
    )  # sent to whoever is responsible when it goes out
    state = models.CharField(max_length=10, choices=NoticeState, default=NoticeState.DUE)
    sent_at = models.DateTimeField(null=True, blank=True)
    late = models.BooleanField(default=False)
    message = models.ForeignKey(
        "followup.Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="notices"
    )  # the mail that lists it; that it was sent stands without
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("send_on", "pk")
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(
                fields=["match", "side", "kind", "due_on", "channel"], name="notice_once"
            ),
            models.CheckConstraint(
                name="notice_sent_iff_dated",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
            ),
        ]
        indexes = [models.Index(fields=["send_on"], condition=Q(state="due"), name="notice_due_by_day")]

    def __str__(self) -> str:
        return f"{self.match_id} {self.side} {self.kind} {self.due_on}"


class MessageState(models.TextChoices):
    QUEUED = "queued", _("To be sent")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("No longer needed")


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: "User") -> Self:
        """All of a programme to its leader; to everybody else those sent to `user`."""
        programmes = {
            binding.programme_id
            for binding in user.bindings_granting(Permission.MESSAGES_VIEW)
            if binding.role == Role.PROJECT_LEADER
        }
        return self.filter(Q(programme_id__in=programmes) | Q(recipient_id=user.pk))


class Message(models.Model):
    """One mail, queued and then as it left; no name, CPR number, address or free text is ever in it.

    `key` is derived from what the mail tells of, and gives the Message-ID: a repeat after a kill between
    the server's 250 and our mark carries the same one. Subject and body are written when it leaves.
    """

    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.CASCADE, related_name="messages"
    )  # part of its programme
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # what was sent stays, also when the account goes
    key = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.QUEUED)
    to = models.EmailField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    queued_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=60, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ("-queued_at", "-pk")
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.CheckConstraint(
                name="message_sent_iff_dated",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
            )
        ]
        indexes = [models.Index(fields=["queued_at"], condition=Q(state="queued"), name="message_queued")]

    def __str__(self) -> str:
        return f"Message {self.pk}"
