"""A programme as a municipality runs it: the template's data, its versions and its criteria."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mentorship.clock import now
from mentorship.models.places import Municipality, Organisation

if TYPE_CHECKING:
    from mentorship.models.user import User


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, user: "User") -> Self:
        """Programmes `user` holds a role in today; an administrator sees all of them."""
        if user.is_administrator:
            return self
        return self.filter(pk__in=user.programme_ids())


class Programme(models.Model):
    """One grant-funded effort. What it demands, counts and calls things is `document`: data, not code."""

    key = models.SlugField(_("key"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    document = models.JSONField(
        _("document"), help_text=_("The validated template; read it through programmes.document.")
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    shift_days = models.IntegerField(
        _("days shifted"), default=0, help_text=_("How far the dates of the source were moved.")
    )
    municipalities = models.ManyToManyField(
        Municipality, through="ProgrammeMunicipality", related_name="programmes"
    )
    organisations = models.ManyToManyField(
        Organisation, through="ProgrammeOrganisation", related_name="programmes"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.CheckConstraint(
                name="programme_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            )
        ]

    def __str__(self) -> str:
        return self.name


class ProgrammeVersion(models.Model):
    """A document as it was from `created_at`: runs and snapshots name the version they used."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="versions"
    )  # a version is part of its programme
    number = models.PositiveIntegerField()
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # who changed a programme stays known; null: from the shell

    class Meta:
        ordering = ("programme", "-number")
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="programme_version_once")]

    def __str__(self) -> str:
        return f"{self.programme.key} v{self.number}"


class ProgrammeMunicipality(models.Model):
    """A municipality's part in a programme: how many refugees it is to select, and by when."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="municipality_parts"
    )  # part of its programme
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="programme_parts"
    )  # a code in use is never removed
    quota = models.PositiveIntegerField(null=True, blank=True)
    quota_on = models.DateField(null=True, blank=True)
    # Own days off, [month, day], instead of the usual ones (5 June, 24 and 31 December); None: the usual.
    days_off = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ("programme", "municipality__name")
        constraints = [
            models.UniqueConstraint(fields=["programme", "municipality"], name="programme_municipality_once")
        ]

    def __str__(self) -> str:
        return f"{self.programme.key}: {self.municipality.name}"


class ProgrammeOrganisation(models.Model):
    """A partner's part in a programme: what it has agreed to deliver, and for how much."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="organisation_parts"
    )  # part of its programme
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="programme_parts"
    )  # an agreement outlives a clean-up of names
    quota = models.PositiveIntegerField(null=True, blank=True)
    amount_dkk = models.PositiveIntegerField(null=True, blank=True)
    target_group = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("programme", "organisation__name")
        constraints = [
            models.UniqueConstraint(fields=["programme", "organisation"], name="programme_organisation_once")
        ]

    def __str__(self) -> str:
        return f"{self.programme.key}: {self.organisation.name}"


class SuccessCriterion(models.Model):
    """One thing the programme is measured by, with its target; retired, never deleted.

    `document` holds the entry of the template (denominator, source, words). `indicator` is a
    key of reporting's indicators.
    """

    class Kind(models.TextChoices):
        TARGET = "target", _("end target")
        MILESTONE = "milestone", _("milestone")
        RESULT = "result", _("result counted")

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="criteria"
    )  # part of its programme
    key = models.SlugField()
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.TARGET)
    indicator = models.CharField(max_length=80)
    target = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=30)
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # a part of the target stays attributed
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # as above
    due_on = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(null=True, blank=True)
    document = models.JSONField(default=dict)

    class Meta:
        ordering = ("programme", "position", "pk")
        verbose_name = _("success criterion")
        verbose_name_plural = _("success criteria")
        constraints = [
            # One constraint for each pattern of nulls: SQLite knows no “nulls not distinct”.
            models.UniqueConstraint(
                fields=["programme", "key"],
                condition=Q(municipality=None, organisation=None),
                name="criterion_once",
            ),
            models.UniqueConstraint(
                fields=["programme", "key", "municipality"],
                condition=Q(municipality__isnull=False),
                name="criterion_once_a_municipality",
            ),
            models.UniqueConstraint(
                fields=["programme", "key", "organisation"],
                condition=Q(organisation__isnull=False),
                name="criterion_once_an_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme.key}: {self.key}"


class MilestoneMark(models.Model):
    """That a yes/no milestone was reached, when, and who said so. Taken back by removing the mark."""

    criterion = models.OneToOneField(
        SuccessCriterion, on_delete=models.CASCADE, related_name="mark"
    )  # part of the criterion
    reached_on = models.DateField(_("reached on"))
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # stays signed; null: from the shell
    marked_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("milestone reached")
        verbose_name_plural = _("milestones reached")

    def __str__(self) -> str:
        return f"{self.criterion_id} {self.reached_on}"
