"""People who sign in, and the hats they wear."""

import copy
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentorship.clock import today
from mentorship.models.places import Municipality, Organisation
from mentorship.models.programme import Programme
from mentorship.models.stand_in import StandIn
from mentorship.permissions import GRANTS, MUNICIPAL_ROLES, ORGANISATION_ROLES, STAND_INS, Permission, Role

if TYPE_CHECKING:
    from mentorship.models.trail import LookUp


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """The first user of a production: an administrator, who sees no case content."""
        user = self.create_user(email, password, **fields)
        RoleBinding.objects.create(user=user, role=Role.ADMINISTRATOR)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Somebody who signs in by e-mail. Mentors and refugees never do: they get personal links."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        ordering = ("name", "pk")
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    # The one hat the user has chosen to wear, by its key; the middleware sets it for a request.
    hat: int | None = None

    @cached_property
    def held_bindings(self) -> "list[RoleBinding]":
        """Hats held today, fetched once for each loaded user: one query. One's own come first.

        Then those of whoever one stands in for, marked so: never an administrator's, and only where an
        own hat in the same programme fits. Standing in is not handed on.
        """
        if not self.is_active or self.pk is None:
            return []
        away = StandIn.objects.in_force(today()).filter(stand_in=self.pk).values("absent")
        theirs = Q(user__in=away, user__is_active=True) & ~Q(role=Role.ADMINISTRATOR)
        rows = list(
            RoleBinding.objects.in_force()
            .filter(Q(user=self.pk) | theirs)
            .select_related("programme", "municipality", "organisation", "user")
            .order_by("pk")
        )
        own = [binding for binding in rows if binding.user_id == self.pk]
        borrowed = [b for b in rows if b.user_id != self.pk and any(mine.may_stand_in(b) for mine in own)]
        for binding in borrowed:
            binding.standing_in_for = binding.user
        return own + borrowed

    @property
    def active_bindings(self) -> "list[RoleBinding]":
        """The hats that count now: all held, or the one chosen; one that has gone meanwhile chooses none."""
        chosen = [binding for binding in self.held_bindings if binding.pk == self.hat]
        return chosen or self.held_bindings

    def wearing(self, bindings: "Iterable[RoleBinding]") -> "User":
        """The same user with `bindings` alone, to ask what would be seen then; never to be saved."""
        other = copy.copy(self)
        other.hat = None
        other.__dict__["held_bindings"] = list(bindings)
        return other

    def stood_in_for(self, programme: Programme | None = None) -> "dict[int, User]":
        """Those whose hats the user wears for them now, by key; of one programme, or of all."""
        return {
            binding.user_id: binding.standing_in_for
            for binding in self.active_bindings
            if binding.standing_in_for and (programme is None or binding.programme_id == programme.pk)
        }

    def work_of(self, programme: Programme) -> set[int]:
        """Keys of the users whose work in `programme` is this user's now: own, and of those stood in for."""
        own = {self.pk} if any(not b.standing_in_for for b in self.active_bindings) else set()
        return own | set(self.stood_in_for(programme))

    @cached_property
    def stated_purposes(self) -> "dict[int, LookUp]":
        """By person: the look-up that says why this user opens a case that is not his or her own.

        Filled for the length of a request by the gate in front of people's pages.
        """
        return {}

    @property
    def is_administrator(self) -> bool:
        return any(b.role == Role.ADMINISTRATOR for b in self.active_bindings)

    def programme_ids(self) -> set[int]:
        return {b.programme_id for b in self.active_bindings if b.programme_id}

    def roles_in(self, programme: Programme) -> "list[RoleBinding]":
        """Bindings that count in `programme`; an administrator's counts everywhere."""
        return [b for b in self.active_bindings if b.programme_id in {programme.pk, None}]

    def may(self, permission: Permission, programme: Programme) -> bool:
        """Whether some hat of the user is granted `permission` in `programme`."""
        return any(permission in GRANTS[Role(b.role)] for b in self.roles_in(programme))

    def bindings_granting(self, permission: Permission) -> "list[RoleBinding]":
        return [b for b in self.active_bindings if permission in GRANTS[Role(b.role)]]


class RoleBindingQuerySet(models.QuerySet["RoleBinding"]):
    def in_force(self) -> "RoleBindingQuerySet":
        """Bindings that hold today."""
        on = today()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), Q(starts_on=None) | Q(starts_on__lte=on))


class RoleBinding(models.Model):
    """A hat: one role of one user in one programme, narrowed to a municipality or an organisation."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="bindings"
    )  # a hat is nothing by itself
    role = models.CharField(_("role"), max_length=20, choices=Role)
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.CASCADE, related_name="bindings"
    )  # a hat is nothing without its programme
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # never widen a hat by removing what narrows it
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # as above
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    # Whose hat it is, where a stand-in wears it; set when the stand-in's hats are fetched.
    standing_in_for: User | None = None

    objects = RoleBindingQuerySet.as_manager()

    class Meta:
        ordering = ("user", "pk")
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            # One constraint for each pattern of nulls: SQLite knows no “nulls not distinct”.
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(programme=None), name="role_binding_once_everywhere"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "programme"],
                condition=Q(municipality=None, organisation=None),
                name="role_binding_once",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "programme", "municipality"],
                condition=Q(municipality__isnull=False),
                name="role_binding_once_a_municipality",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "programme", "organisation"],
                condition=Q(organisation__isnull=False),
                name="role_binding_once_an_organisation",
            ),
            models.CheckConstraint(
                name="role_binding_scope",
                condition=Q(role=Role.ADMINISTRATOR, programme=None, municipality=None, organisation=None)
                | Q(
                    role__in=MUNICIPAL_ROLES,
                    programme__isnull=False,
                    municipality__isnull=False,
                    organisation=None,
                )
                | Q(
                    role__in=ORGANISATION_ROLES,
                    programme__isnull=False,
                    organisation__isnull=False,
                    municipality=None,
                )
                | (
                    ~Q(role__in=[Role.ADMINISTRATOR, *MUNICIPAL_ROLES, *ORGANISATION_ROLES])
                    & Q(programme__isnull=False, municipality=None, organisation=None)
                ),
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.get_role_display()} ({self.scope_label})" if self.scope_label else self.get_role_display()
        )

    @property
    def scope_label(self) -> str:
        if self.municipality:
            return self.municipality.name
        return self.organisation.name if self.organisation else ""

    def may_stand_in(self, other: "RoleBinding") -> bool:
        """Whether who wears this hat may wear `other` for a colleague: see `STAND_INS`."""
        if self.programme_id is None or self.programme_id != other.programme_id:
            return False
        if self.role in ORGANISATION_ROLES and self.organisation_id != other.organisation_id:
            return False
        return self.role in STAND_INS[Role(other.role)]

    def covers(self, other: "RoleBinding") -> bool:
        """Whether this hat does all that `other` does: same role and reach, or the leader's."""
        if self.programme_id is None or self.programme_id != other.programme_id:
            return False
        if self.role == Role.PROJECT_LEADER:
            return True
        reach = (self.municipality_id, self.organisation_id)
        return self.role == other.role and reach == (other.municipality_id, other.organisation_id)
