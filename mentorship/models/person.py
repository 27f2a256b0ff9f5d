"""Human beings, and their part in a programme as a mentor or as a refugee."""

import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorship.clock import now, today
from mentorship.fields import EncryptedTextField
from mentorship.models.places import Municipality, Organisation
from mentorship.models.programme import Programme
from mentorship.permissions import Permission, Role
from mentorship.vocabulary import CprKind, Gender, LabourStatus, ResidenceBasis, Side

if TYPE_CHECKING:
    from mentorship.models.user import RoleBinding, User


class Person(models.Model):
    """One human being, once, whatever number of programmes and sides he or she takes part on.

    A person known from a labour-market extract alone has no enrolment, and is never listed in casework.
    """

    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    gender = models.CharField(_("gender"), max_length=10, choices=Gender, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    contact_language = models.CharField(_("contact language"), max_length=10, blank=True)
    cpr = EncryptedTextField(_("CPR number"), blank=True)
    cpr_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)  # noqa: DJ001  null: many have none
    cpr_kind = models.CharField(max_length=20, choices=CprKind, blank=True)
    protected = models.BooleanField(_("protected name and address"), default=False)
    protected_until = models.DateField(_("protected until"), null=True, blank=True)
    import_batch = models.ForeignKey(
        "mentorship.ImportBatch", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # where a row came from is a remark
    erased_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                name="person_cpr_with_its_hash_and_kind",
                condition=(Q(cpr="", cpr_hash=None, cpr_kind=""))
                | (~Q(cpr="") & Q(cpr_hash__isnull=False) & ~Q(cpr_kind="")),
            ),
            models.CheckConstraint(
                name="person_birth_year_plausible",
                condition=Q(birth_year=None) | Q(birth_year__gte=1900, birth_year__lte=2100),
            ),
        ]
        indexes = [
            models.Index(fields=["name"], name="person_by_name"),
            models.Index(fields=["email"], name="person_by_email"),
        ]

    def __str__(self) -> str:
        return f"Person {self.pk}"

    @property
    def is_protected(self) -> bool:
        """Protection holds until its date has passed; without a date it holds until lifted."""
        return self.protected and (self.protected_until is None or self.protected_until >= today())

    @property
    def masked_cpr(self) -> str:
        """`ddmmyy-****`, or empty."""
        return f"{self.cpr[:6]}-****" if self.cpr else ""

    def age_on(self, on: datetime.date) -> int | None:
        """Whole years by year of birth alone (the exact day is not known), or None."""
        return None if self.birth_year is None else on.year - self.birth_year

    @property
    def age(self) -> int | None:
        return self.age_on(today())


class Enrolment(models.Model):
    """What a mentor's and a refugee's part in a programme have in common."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="%(class)ss"
    )  # erasure empties a person, it never removes the row that counts are made of
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="%(class)ss"
    )  # a programme with people is not removed
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="+"
    )  # decides who may see the row
    case_number = models.CharField(_("case number"), max_length=40)
    registered_on = models.DateField(_("registered on"), default=today)
    interviewed_on = models.DateField(_("interviewed on"), null=True, blank=True)
    intro_course_on = models.DateField(_("introduction course on"), null=True, blank=True)
    recruited_through = models.CharField(_("recruited through"), max_length=60, blank=True)
    left_on = models.DateField(_("left the programme on"), null=True, blank=True)
    left_reason = models.CharField(max_length=60, blank=True)
    note = models.TextField(_("note"), blank=True)
    version = models.PositiveIntegerField(default=1)
    import_batch = models.ForeignKey(
        "mentorship.ImportBatch", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # where a row came from is a remark, not part of the case
    created_at = models.DateTimeField(default=now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.case_number

    @property
    def label(self) -> str:
        """What lists and headings call this person: the name, or the case number where it is protected."""
        return self.case_number if self.person.is_protected else (self.person.name or self.case_number)


class MentorQuerySet(models.QuerySet["Mentor"]):
    def visible_to(self, user: "User", *, permission: Permission = Permission.MENTOR_VIEW) -> Self:
        """Rows `user` may read: the leader's programme, the consultant's municipality, the partner's own.

        Another `permission` narrows it to the hats that hold it: who may read here may not write there.
        """
        allowed = Q(pk__in=[])
        for binding in user.bindings_granting(permission):
            allowed |= Q(programme_id=binding.programme_id) & _narrowing(
                binding, organisation_field="organisation_id"
            )
        return self.filter(allowed)

    def in_programme(self) -> Self:
        """Those who have not left."""
        return self.filter(left_on=None)

    def for_list(self) -> Self:
        """Everything the register prints, in one query."""
        return self.select_related("person", "municipality", "organisation", "profile").order_by(
            "case_number", "pk"
        )


class RefugeeQuerySet(models.QuerySet["Refugee"]):
    def visible_to(self, user: "User", *, permission: Permission = Permission.REFUGEE_VIEW) -> Self:
        """Rows `user` may read: the leader's programme, the consultant's municipality; nobody else's.

        Another `permission` narrows it to the hats that hold it.
        """
        allowed = Q(pk__in=[])
        for binding in user.bindings_granting(permission):
            allowed |= Q(programme_id=binding.programme_id) & _narrowing(binding)
        return self.filter(allowed)

    def in_programme(self) -> Self:
        """Those who have not left."""
        return self.filter(left_on=None)

    def for_list(self) -> Self:
        """Everything the register prints, in one query."""
        return self.select_related("person", "municipality", "consultant", "profile").order_by(
            "case_number", "pk"
        )


def _narrowing(binding: "RoleBinding", organisation_field: str = "") -> Q:
    if binding.role == Role.CONSULTANT:
        return Q(municipality_id=binding.municipality_id)
    if binding.role == Role.PARTNER:
        return Q(**{organisation_field: binding.organisation_id}) if organisation_field else Q(pk__in=[])
    return Q()


class Mentor(Enrolment):
    """A volunteer in one programme. The screen word is the programme's own."""

    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="mentors"
    )  # decides who may see the row
    capacity = models.PositiveSmallIntegerField(
        _("capacity"), default=1, help_text=_("How many matches at the same time, 1 to 5.")
    )
    selected_on = models.DateField(_("selected on"), null=True, blank=True)
    trained_on = models.DateField(_("mentor training completed on"), null=True, blank=True)
    self_supporting = models.BooleanField(_("self-supporting"), null=True, blank=True)
    local_ties = models.BooleanField(_("local ties"), null=True, blank=True)
    former_network_contact = models.BooleanField(_("former network contact"), null=True, blank=True)

    objects = MentorQuerySet.as_manager()
    side = Side.MENTOR

    class Meta:
        verbose_name = _("mentor")
        verbose_name_plural = _("mentors")
        constraints = [
            models.UniqueConstraint(fields=["programme", "case_number"], name="mentor_case_number_once"),
            models.UniqueConstraint(fields=["programme", "person"], name="mentor_once_in_programme"),
            models.CheckConstraint(
                name="mentor_capacity_1_to_5", condition=Q(capacity__gte=1, capacity__lte=5)
            ),
        ]
        indexes = [models.Index(fields=["programme", "municipality"], name="mentor_by_municipality")]


class Refugee(Enrolment):
    """The person on the receiving side in one programme, whatever the residence basis."""

    residence_basis = models.CharField(
        _("residence basis"), max_length=30, choices=ResidenceBasis, blank=True
    )
    country = models.CharField(_("country of origin"), max_length=2, blank=True)
    arrived_on = models.DateField(_("arrived on"), null=True, blank=True)
    selected_on = models.DateField(_("selected on"), null=True, blank=True)
    selection_grounds = models.TextField(_("grounds for selection"), blank=True)
    labour_status = models.CharField(
        _("labour status at entry"), max_length=30, choices=LabourStatus, blank=True
    )
    danish_education = models.CharField(_("Danish education"), max_length=40, blank=True)
    interpreter = models.BooleanField(_("interpreter needed"), null=True, blank=True)
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # a consultant who leaves hands over; the case stands
    waiting_since = models.DateField(_("waiting since"), null=True, blank=True)

    objects = RefugeeQuerySet.as_manager()
    side = Side.REFUGEE

    class Meta:
        verbose_name = _("refugee")
        verbose_name_plural = _("refugees")
        constraints = [
            models.UniqueConstraint(fields=["programme", "case_number"], name="refugee_case_number_once"),
            models.UniqueConstraint(fields=["programme", "person"], name="refugee_once_in_programme"),
        ]
        indexes = [models.Index(fields=["programme", "municipality"], name="refugee_by_municipality")]
