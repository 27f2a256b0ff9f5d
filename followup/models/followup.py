"""What is to be followed up, by whom, and what was found."""

import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from matching.models import Match
from matching.states import RUNNING_STATES, MatchState
from mentorship.clock import now
from mentorship.permissions import Permission, Role
from mentorship.vocabulary import Side

if TYPE_CHECKING:
    from mentorship.models import RoleBinding, User


class FollowUpState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("follow-up", "Planned")
    DONE = "done", pgettext_lazy("follow-up", "Done")
    MISSED = "missed", pgettext_lazy("follow-up", "Missed")
    EXCUSED = "excused", pgettext_lazy("follow-up", "Excused")
    CANCELLED = "cancelled", pgettext_lazy("follow-up", "Cancelled")
    BEFORE = "before", pgettext_lazy("follow-up", "Before the import")


class PairMet(models.TextChoices):
    """How often the two have met by themselves since the last follow-up."""

    NOT = "not", _("Not at all")
    ONCE = "once", _("Once")
    FEW = "few", _("2-3 times")
    OFTEN = "often", _("4 times or more")
    UNKNOWN = "unknown", _("Don't know")


class Concern(models.IntegerChoices):
    NONE = 0, pgettext_lazy("concern", "None")
    WATCH = 1, pgettext_lazy("concern", "Keep an eye on it")
    SERIOUS = 2, pgettext_lazy("concern", "Serious")


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, user: "User") -> Self:
        """Rows `user` may read: the leader all, the consultant her municipality's, the partner its side."""
        allowed = Q(pk__in=[])
        for binding in user.bindings_granting(Permission.FOLLOWUP_VIEW):
            allowed |= Q(match__programme_id=binding.programme_id) & _narrowing(binding)
        return self.filter(allowed)

    def planned(self) -> Self:
        return self.filter(state=FollowUpState.PLANNED)

    def due_by(self, on: datetime.date) -> Self:
        """Planned, due on or before the day `on` (a postponed one by its new day), the match under way.

        What the plan counts from the end of a match is due after it: that stays.
        """
        under_way = Q(match__state__in=RUNNING_STATES)
        after_the_end = Q(match__state=MatchState.ENDED, due_on__gte=F("match__ended_on"))
        return (
            self.planned()
            .filter(under_way | after_the_end)
            .alias(counts_from=Coalesce("postponed_to", "due_on"))
            .filter(counts_from__lte=on)
        )

    def with_overtaken(self) -> Self:
        """Annotates `overtaken`: a later talk of the same kind with the same side has been held since."""
        later = FollowUp.objects.filter(
            match=OuterRef("match"),
            side=OuterRef("side"),
            kind=FollowUp.TALK,
            state=FollowUpState.DONE,
            due_on__gt=OuterRef("due_on"),
        )
        return self.annotate(
            overtaken=Case(When(kind=FollowUp.TALK, then=Exists(later)), default=Value(False))
        )

    def for_list(self) -> Self:
        """Everything the day page prints, in two queries: joined, a programme's document is read a row."""
        return (
            self.prefetch_related("match__programme")
            .select_related(
                "match__mentor__person",
                "match__refugee__person",
                "match__refugee__municipality",
                "responsible",
            )
            .order_by("due_on", "pk")
        )


def _narrowing(binding: "RoleBinding") -> Q:
    if binding.role == Role.CONSULTANT:
        return Q(match__refugee__municipality_id=binding.municipality_id)
    if binding.role == Role.PARTNER:
        return Q(match__mentor__organisation_id=binding.organisation_id, side__in=[Side.MENTOR, Side.BOTH])
    return Q()


class FollowUp(models.Model):
    """One step of the plan for one side of a match: when it is due, whose it is, and what was found.

    `step` is the plan's key ("week_03", "month_06"), or "extra" for contact outside the plan.
    `channel` is a key of the programme's channels.
    `due_on` never changes: it is part of the notices' key. A postponed step gets `postponed_to`.
    `before`: due before its match came in from a file. Whether it was held we do not know, so it is neither
    asked for nor counted; whoever knows may still log it.
    """

    TALK = "talk"

    match = models.ForeignKey(
        Match, on_delete=models.PROTECT, related_name="followups"
    )  # completeness counts rest on it
    step = models.CharField(_("step"), max_length=40)
    side = models.CharField(_("side"), max_length=10, choices=Side)
    kind = models.CharField(_("kind"), max_length=30, default="talk")
    nominal_on = models.DateField()
    due_on = models.DateField(_("due on"))
    postponed_to = models.DateField(_("postponed to"), null=True, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="followups"
    )  # a colleague who leaves hands over; the step stands
    state = models.CharField(_("state"), max_length=20, choices=FollowUpState, default=FollowUpState.PLANNED)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    channel = models.CharField(_("channel"), max_length=40, blank=True)
    rating = models.PositiveSmallIntegerField(
        _("how it goes"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    pair_met = models.CharField(_("have met"), max_length=10, choices=PairMet, blank=True)
    areas = models.JSONField(_("what has moved"), default=list, blank=True)  # codes of vocabulary.Need
    changed = models.TextField(_("what has changed"), blank=True)
    concern_level = models.PositiveSmallIntegerField(_("concern"), choices=Concern, default=Concern.NONE)
    concern = models.TextField(_("what the concern is"), blank=True)
    next_step = models.TextField(_("next step"), blank=True)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    logged_at = models.DateTimeField(null=True, blank=True)
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # who logged stays known
    created_at = models.DateTimeField(default=now)
    version = models.PositiveIntegerField(default=1)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        constraints = [
            models.UniqueConstraint(fields=["match", "step", "side", "due_on"], name="followup_once"),
            models.CheckConstraint(
                name="followup_logged_iff_signed",
                condition=Q(
                    state__in=["done", "missed", "excused"], logged_at__isnull=False, logged_by__isnull=False
                )
                | (Q(state__in=["planned", "cancelled", "before"]) & Q(logged_at=None, logged_by=None)),
            ),
            models.CheckConstraint(
                name="followup_done_has_day_and_channel",
                condition=~Q(state="done") | (Q(held_on__isnull=False) & ~Q(channel="")),
            ),
            models.CheckConstraint(
                name="followup_rating_1_to_5", condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5)
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(state="planned"), name="followup_planned_by_day"),
            models.Index(
                "responsible", "state", Coalesce("postponed_to", "due_on"), name="followup_by_responsible"
            ),
            models.Index(fields=["match", "state", "held_on"], name="followup_by_match"),
        ]

    def __str__(self) -> str:
        return f"{self.match_id} {self.step} {self.side}"

    @property
    def counts_from(self) -> datetime.date:
        """The day it is due in practice."""
        return self.postponed_to or self.due_on

    @property
    def unlogged_state(self) -> FollowUpState:
        """What the step is while nothing is logged of it; its match must be loaded."""
        imported = self.match.import_batch_id is not None
        past = imported and self.due_on < timezone.localdate(self.created_at)
        return FollowUpState.BEFORE if past else FollowUpState.PLANNED
