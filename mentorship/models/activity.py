"""What people are signed up to and come to: courses, training, events; and the interviews in the calendar."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from mentorship.clock import now
from mentorship.models.person import Mentor, Refugee
from mentorship.models.places import Municipality, Organisation
from mentorship.models.programme import Programme
from mentorship.permissions import Permission, Role
from mentorship.vocabulary import ActivityKind, AttendanceState, Gender, InterviewState, Side

if TYPE_CHECKING:
    from mentorship.models.user import User

TAKES_A_PLACE = (AttendanceState.SIGNED_UP, AttendanceState.ATTENDED, AttendanceState.ABSENT)
# Having come to every session of such an activity puts the day on the person's own case.
DATES_THE_CASE = {
    ActivityKind.INTRO_COURSE: "intro_course_on",
    ActivityKind.MENTOR_TRAINING: "trained_on",
}


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, user: "User", *, permission: Permission = Permission.ACTIVITY_VIEW) -> Self:
        """Those of programmes where a hat of `user` holds `permission`: they tell of no person."""
        programmes = {b.programme_id for b in user.bindings_granting(permission)}
        return self.filter(programme_id__in=programmes)

    def changeable_by(self, user: "User") -> Self:
        """The leader's programme; of a narrow role those of its own municipality or organisation."""
        allowed = Q(pk__in=[])
        for binding in user.bindings_granting(Permission.ACTIVITY_CHANGE):
            narrowed = Q()
            if binding.role == Role.CONSULTANT:
                narrowed = Q(municipality_id=binding.municipality_id)
            elif binding.role == Role.PARTNER:
                narrowed = Q(organisation_id=binding.organisation_id)
            allowed |= Q(programme_id=binding.programme_id) & narrowed
        return self.filter(allowed)


class Activity(models.Model):
    """Something with sessions and places that people come to: an introduction course, a mentor training.

    `places` None means no limit. `side` says whom it is for.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="activities"
    )  # a programme with activities is not removed
    kind = models.CharField(_("kind"), max_length=30, choices=ActivityKind)
    side = models.CharField(_("for"), max_length=10, choices=Side, default=Side.BOTH)
    title = models.CharField(_("title"), max_length=200)
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # a code in use is never removed
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="activities"
    )  # who held it stays known
    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    # Its profile, where people are to be matched to it: what it offers, in which language, when and for whom.
    needs = models.JSONField(_("needs it meets"), default=list, blank=True)
    interests = models.JSONField(_("interests"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    availability = models.JSONField(_("when it meets"), default=list, blank=True)
    postcode = models.CharField(_("postcode"), max_length=4, blank=True)
    wants_gender = models.CharField(_("only for"), max_length=10, choices=Gender, blank=True)
    age_from = models.PositiveSmallIntegerField(_("age from"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("age to"), null=True, blank=True)
    cancelled_on = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # stays signed; null: from the shell
    version = models.PositiveIntegerField(default=1)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ("programme", "pk")
        verbose_name = _("activity")
        verbose_name_plural = _("activities")

    def __str__(self) -> str:
        return self.title


class ActivitySessionQuerySet(models.QuerySet["ActivitySession"]):
    def with_taken(self) -> Self:
        """Each with `taken`, how many of the places are taken, and `waiting`, of whom nothing is recorded."""
        takes = Q(attendances__state__in=TAKES_A_PLACE)
        waits = Q(attendances__state=AttendanceState.SIGNED_UP)
        rows = self.annotate(
            taken=Count("attendances", filter=takes), waiting=Count("attendances", filter=waits)
        )
        return rows.order_by("starts_at", "pk")


class ActivitySession(models.Model):
    """One time an activity meets."""

    activity = models.ForeignKey(
        Activity, on_delete=models.CASCADE, related_name="sessions"
    )  # part of the activity
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    meeting_place = models.CharField(_("place"), max_length=200, blank=True)

    objects = ActivitySessionQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = [
            models.CheckConstraint(
                name="session_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.UniqueConstraint(fields=["activity", "starts_at"], name="session_once"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.starts_at:%Y-%m-%d}"


def _of_people_seen_by(user: "User") -> Q:
    """Asked of each row that is read, so that a few rows do not cost a list of everybody in the programme."""
    mentors = Mentor.objects.visible_to(user).filter(pk=OuterRef("mentor"))
    refugees = Refugee.objects.visible_to(user).filter(pk=OuterRef("refugee"))
    return Q(Exists(mentors)) | Q(Exists(refugees))


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def visible_to(self, user: "User") -> Self:
        """Those of the people `user` may read; the others are counted, never named."""
        return self.filter(_of_people_seen_by(user))

    def taking_a_place(self) -> Self:
        """Those who count against the places: everybody who has not sent an excuse."""
        return self.filter(state__in=TAKES_A_PLACE)


class Attendance(models.Model):
    """One enrolled person at one session: signed up, came, stayed away.

    `dated_on` is the day this row has put on the person's own case (introduction course, mentor training):
    what is corrected here is corrected there, and a day written by hand stays.
    """

    session = models.ForeignKey(
        ActivitySession, on_delete=models.CASCADE, related_name="attendances"
    )  # part of the session
    mentor = models.ForeignKey(
        Mentor, null=True, blank=True, on_delete=models.CASCADE, related_name="attendances"
    )  # part of the enrolment
    refugee = models.ForeignKey(
        Refugee, null=True, blank=True, on_delete=models.CASCADE, related_name="attendances"
    )  # part of the enrolment
    state = models.CharField(max_length=20, choices=AttendanceState, default=AttendanceState.SIGNED_UP)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # stays signed; null: from the shell
    recorded_at = models.DateTimeField(default=now)
    dated_on = models.DateField(null=True, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ("session", "pk")
        constraints = [
            models.CheckConstraint(
                name="attendance_of_exactly_one",
                condition=Q(mentor__isnull=False, refugee=None) | Q(mentor=None, refugee__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["session", "mentor"],
                condition=Q(mentor__isnull=False),
                name="attendance_once_a_mentor",
            ),
            models.UniqueConstraint(
                fields=["session", "refugee"],
                condition=Q(refugee__isnull=False),
                name="attendance_once_a_refugee",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.state}"

    @property
    def enrolment(self) -> "Mentor | Refugee":
        enrolment = self.mentor or self.refugee
        assert enrolment is not None  # noqa: S101  the database holds exactly one of them
        return enrolment


class InterviewQuerySet(models.QuerySet["Interview"]):
    def visible_to(self, user: "User") -> Self:
        """Interviews of the people `user` may read."""
        return self.filter(_of_people_seen_by(user))


class Interview(models.Model):
    """An interview in the calendar; when it has been held, the enrolment's `interviewed_on` is its day."""

    mentor = models.ForeignKey(
        Mentor, null=True, blank=True, on_delete=models.CASCADE, related_name="interviews"
    )  # part of the enrolment
    refugee = models.ForeignKey(
        Refugee, null=True, blank=True, on_delete=models.CASCADE, related_name="interviews"
    )  # part of the enrolment
    starts_at = models.DateTimeField(_("starts"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=60)
    meeting_place = models.CharField(_("place"), max_length=200, blank=True)
    interviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="interviews"
    )  # who held it stays known
    state = models.CharField(max_length=20, choices=InterviewState, default=InterviewState.PLANNED)
    version = models.PositiveIntegerField(default=1)

    objects = InterviewQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "pk")
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        constraints = [
            models.CheckConstraint(
                name="interview_of_exactly_one",
                condition=Q(mentor__isnull=False, refugee=None) | Q(mentor=None, refugee__isnull=False),
            ),
            models.CheckConstraint(
                name="interview_minutes_plausible", condition=Q(minutes__gte=5, minutes__lte=480)
            ),
        ]
        indexes = [models.Index(fields=["interviewer", "starts_at"], name="interview_by_calendar")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d} {self.state}"

    @property
    def enrolment(self) -> "Mentor | Refugee":
        enrolment = self.mentor or self.refugee
        assert enrolment is not None  # noqa: S101  the database holds exactly one of them
        return enrolment
