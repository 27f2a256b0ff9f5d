"""A mentor and a refugee over time, from proposal to end."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from matching.states import (
    CLOSED_STATES,
    OCCUPYING_STATES,
    OPEN_STATES,
    RUNNING_STATES,
    STARTED_STATES,
    MatchState,
)
from mentorship.clock import now
from mentorship.models import Consent, Mentor, Programme, Refugee
from mentorship.permissions import Permission, Role
from mentorship.vocabulary import ConsentScope

if TYPE_CHECKING:
    from mentorship.models import RoleBinding, User


class MatchQuerySet(models.QuerySet["Match"]):
    def visible_to(self, user: "User") -> Self:
        """Rows `user` may read. The only place that says so.

        Leader: the programme's. Consultant: refugees of the municipality. Partner: matches of its own
        mentors that both sides have said yes to. The task group reads proposals through its own queue.
        """
        allowed = Q(pk__in=[])
        for binding in user.bindings_granting(Permission.MATCH_VIEW):
            allowed |= Q(programme_id=binding.programme_id) & _narrowing(binding)
        return self.filter(allowed)

    def put_to_task_group_of(self, user: "User") -> Self:
        """Proposals waiting for the task groups `user` sits in."""
        programmes = {b.programme_id for b in user.bindings_granting(Permission.MATCH_BACK)}
        return self.filter(programme_id__in=programmes, state=MatchState.PROPOSED)

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def running(self) -> Self:
        return self.filter(state__in=RUNNING_STATES)

    def started(self) -> Self:
        """Those that ever started, running or ended."""
        return self.filter(state__in=STARTED_STATES)

    def for_list(self) -> Self:
        """Everything the list page prints, in two queries; `refugee_shares`: may the other side be told."""
        shares = Consent.objects.valid().filter(refugee=OuterRef("refugee"), scope=ConsentScope.COUNTERPART)
        return (
            self.annotate(refugee_shares=Exists(shares))
            .prefetch_related("programme")  # joined, SQLite would begin with it and sort every match
            .select_related(
                "mentor__person",
                "refugee__person",
                "refugee__municipality",
                "mentor__municipality",
                "mentor__organisation",
            )
            .order_by("-created_at", "-pk")
        )


def _narrowing(binding: "RoleBinding") -> Q:
    if binding.role == Role.CONSULTANT:
        return Q(refugee__municipality_id=binding.municipality_id)
    if binding.role == Role.PARTNER:
        return Q(mentor__organisation_id=binding.organisation_id, accepted_at__isnull=False)
    return Q()


class Match(models.Model):
    """One mentor accompanying one refugee.

    `place` (1-5) is which of the mentor's places the match takes; unique among those occupying, so
    capacity holds even where two people accept at once. `because` is the explanation as it was when
    the pair was proposed. `version` grows with each change.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="matches"
    )  # a programme with matches is not removed
    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="matches")  # counts rest on it
    refugee = models.ForeignKey(
        Refugee, on_delete=models.PROTECT, related_name="matches"
    )  # counts rest on it
    state = models.CharField(_("state"), max_length=20, choices=MatchState, default=MatchState.PROPOSED)
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    run = models.ForeignKey(
        "matching.MatchingRun", null=True, blank=True, on_delete=models.SET_NULL, related_name="matches"
    )  # a discarded plan does not undo a match
    score = models.FloatField(_("points"), null=True, blank=True)
    because = models.JSONField(default=list)
    mentor_profile_version = models.PositiveIntegerField(null=True, blank=True)
    refugee_profile_version = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )  # who proposed stays known
    answer_by_on = models.DateField(_("task group answers by"), null=True, blank=True)
    backed_at = models.DateTimeField(null=True, blank=True)
    backed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # who backed stays known
    accepted_at = models.DateTimeField(null=True, blank=True)
    started_on = models.DateField(_("started on"), null=True, blank=True)
    paused_on = models.DateField(_("paused on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # who closed stays known
    close_reason = models.CharField(_("reason"), max_length=60, blank=True)
    close_note = models.TextField(_("note on the ending"), blank=True)
    import_batch = models.ForeignKey(
        "mentorship.ImportBatch", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # where a row came from is a remark, not part of the case
    version = models.PositiveIntegerField(default=1)

    objects = MatchQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        constraints = [
            models.UniqueConstraint(
                fields=["refugee"],
                condition=Q(state__in=OPEN_STATES),
                name="match_one_open_per_refugee",
                violation_error_message=_("This person already has an open match."),
            ),
            models.UniqueConstraint(
                fields=["mentor", "place"], condition=Q(place__isnull=False), name="match_one_in_a_place"
            ),
            models.CheckConstraint(
                name="match_has_place_iff_occupying",
                condition=Q(state__in=OCCUPYING_STATES, place__gte=1, place__lte=5)
                | (~Q(state__in=OCCUPYING_STATES) & Q(place=None)),
            ),
            models.CheckConstraint(
                name="match_closed_iff_signed",
                condition=Q(state__in=CLOSED_STATES, closed_at__isnull=False, closed_by__isnull=False)
                # a no by personal link: the person alone has said it, nobody has signed it
                | Q(state=MatchState.DECLINED, closed_at__isnull=False)
                | (~Q(state__in=CLOSED_STATES) & Q(closed_at=None, closed_by=None)),
            ),
            models.CheckConstraint(
                name="match_ended_iff_dated",
                condition=Q(state=MatchState.ENDED, ended_on__isnull=False, ended_on__gte=F("started_on"))
                | (~Q(state=MatchState.ENDED) & Q(ended_on=None)),
            ),
            models.CheckConstraint(
                name="match_started_iff_dated",
                condition=Q(state__in=STARTED_STATES, started_on__isnull=False)
                | (~Q(state__in=STARTED_STATES) & Q(started_on=None)),
            ),
            models.CheckConstraint(
                name="match_paused_iff_dated",
                condition=Q(state=MatchState.PAUSED, paused_on__isnull=False)
                | (~Q(state=MatchState.PAUSED) & Q(paused_on=None)),
            ),
            models.CheckConstraint(
                name="match_backed_iff_signed",
                condition=Q(backed_at__isnull=False, backed_by__isnull=False)
                | Q(backed_at=None, backed_by=None),
            ),
            models.CheckConstraint(
                name="match_accepted_iff_dated",
                condition=~Q(state__in=[*OCCUPYING_STATES, MatchState.ENDED]) | Q(accepted_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "state"], name="match_by_state"),
            models.Index(fields=["programme", "started_on"], name="match_by_start"),
            models.Index(fields=["programme", "created_at", "id"], name="match_newest_first"),
        ]

    def __str__(self) -> str:
        return f"Match {self.pk}"


class MatchAnswer(models.Model):
    """One side's yes or no to a proposal."""

    class Says(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")

    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="answers")  # part of the match
    side = models.CharField(max_length=10, choices=[("mentor", _("Mentor")), ("refugee", _("Refugee"))])
    says = models.CharField(max_length=5, choices=Says)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    answered_on = models.DateField(_("answered on"))
    recorded_at = models.DateTimeField(default=now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # who recorded it stays known; null: the person's own link

    class Meta:
        ordering = ("match", "side")
        constraints = [
            models.UniqueConstraint(fields=["match", "side"], name="match_answer_once_a_side"),
            models.CheckConstraint(
                name="match_no_has_reason",
                condition=Q(says="yes", reason="") | (Q(says="no") & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.match_id} {self.side}: {self.says}"


class MatchComment(models.Model):
    """What a member of the task group said of a proposal."""

    class Stance(models.TextChoices):
        BACKS = "backs", _("Backs")
        ADVISES_AGAINST = "advises_against", _("Advises against")
        COMMENTS = "comments", _("Comments")

    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="comments")  # part of the match
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )  # stays signed
    stance = models.CharField(max_length=20, choices=Stance)
    text = models.TextField(_("comment"), blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("match", "at", "pk")

    def __str__(self) -> str:
        return f"{self.match_id} {self.stance}"


class StartMeeting(models.Model):
    """The three-way meeting that starts a match: expectations of both sides and the joint plan."""

    match = models.OneToOneField(
        Match, on_delete=models.CASCADE, related_name="start_meeting"
    )  # part of the match
    planned_at = models.DateTimeField(_("planned for"), null=True, blank=True)
    meeting_place = models.CharField(_("place"), max_length=200, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    # who is asked to come, of: mentor, refugee, project_leader, consultant, partner
    takes_part = models.JSONField(default=list, blank=True)
    interpreter = models.BooleanField(_("interpreter"), default=False)
    agenda = models.TextField(_("agenda"), blank=True)
    # grows with every invitation sent out, so that a calendar knows which one is the newest
    invitation = models.PositiveIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    agreement_signed_on = models.DateField(_("agreement signed on"), null=True, blank=True)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # who held it stays known
    mentor_expectations = models.TextField(_("what the mentor expects"), blank=True)
    refugee_expectations = models.TextField(_("what the refugee expects"), blank=True)
    joint_plan = models.TextField(_("joint plan"), blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("start meeting")
        verbose_name_plural = _("start meetings")
        constraints = [
            models.CheckConstraint(
                name="start_meeting_held_iff_signed",
                condition=Q(held_on=None, held_by=None) | Q(held_on__isnull=False, held_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"Start meeting of match {self.match_id}"
