"""Users and their roles: invited, given a hat, relieved of it, shut out."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mentorship.errors import DomainError
from mentorship.models import Municipality, Organisation, Programme, RoleBinding, User
from mentorship.people.caseload import hand_over, without_any, without_role
from mentorship.people.standing_in import end_all_of
from mentorship.permissions import MUNICIPAL_ROLES, ORGANISATION_ROLES, Role
from mentorship.trail import record_act


@transaction.atomic
def give_role(
    *,
    user: User,
    role: str,
    by: User | None,
    programme: Programme | None = None,
    municipality: Municipality | None = None,
    organisation: Organisation | None = None,
) -> RoleBinding:
    """Put a hat on; what the role is not narrowed by is left out. DomainError where it does not fit."""
    if role == Role.ADMINISTRATOR:
        programme = municipality = organisation = None
    elif programme is None:
        raise DomainError(_("The role must be in a programme."))
    municipality = municipality if role in MUNICIPAL_ROLES else None
    organisation = organisation if role in ORGANISATION_ROLES else None
    _check_scope(role, programme, municipality, organisation)
    try:
        with transaction.atomic():
            binding = RoleBinding.objects.create(
                user=user,
                role=role,
                programme=programme,
                municipality=municipality,
                organisation=organisation,
            )
    except IntegrityError:
        raise DomainError(_("The user has this role already.")) from None
    record_act(kind="role.given", subject=user, by=by, programme=programme, role=role)
    return binding


def _check_scope(
    role: str,
    programme: Programme | None,
    municipality: Municipality | None,
    organisation: Organisation | None,
) -> None:
    if role in MUNICIPAL_ROLES:
        if municipality is None:
            raise DomainError(_("A consultant's role is bound to a municipality."))
        if programme and not programme.municipalities.filter(pk=municipality.pk).exists():
            raise DomainError(_("The municipality is not part of the programme."))
    if role in ORGANISATION_ROLES:
        if organisation is None:
            raise DomainError(_("A partner's role is bound to an organisation."))
        if programme and not programme.organisations.filter(pk=organisation.pk).exists():
            raise DomainError(_("The organisation is not part of the programme."))


@transaction.atomic
def take_role(*, binding: RoleBinding, by: User, to: Mapping[int, User] | None = None) -> None:
    """Take a hat off, at once; DomainError where it would leave nobody to administer.

    to : who takes over in each programme, by its key; OpenCaseload where something is open and nobody does.
    """
    _lock_administrators()
    if binding.role == Role.ADMINISTRATOR and not _administrators().exclude(pk=binding.pk).exists():
        raise DomainError(_("This is the last administrator. Give somebody else the role first."))
    user = User.objects.select_for_update().get(pk=binding.user_id)
    hand_over(leaving=user, after=without_role(user, binding), to=to or {}, by=by)
    record_act(kind="role.taken", subject=user, by=by, programme=binding.programme, role=binding.role)
    binding.delete()


@transaction.atomic
def set_active(*, user: User, active: bool, by: User, to: Mapping[int, User] | None = None) -> None:
    """Let a user in or shut one out; `to` as for `take_role`.

    The sign-in backend asks at each request, so a user shut out is out at the next one, in every session.
    """
    _lock_administrators()
    others = _administrators().exclude(user=user)
    if not active and user.is_administrator and not others.exists():
        raise DomainError(_("This is the last administrator. Give somebody else the role first."))
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active == active:
        return
    if not active:
        hand_over(leaving=user, after=without_any(user), to=to or {}, by=by)
        end_all_of(user, by=by)
    user.is_active = active
    user.save(update_fields=["is_active"])
    record_act(kind="user.let_in" if active else "user.shut_out", subject=user, by=by)


def _lock_administrators() -> None:
    """So that two who relieve each other at the same moment do not leave nobody."""
    list(RoleBinding.objects.select_for_update().filter(role=Role.ADMINISTRATOR).order_by("pk"))


def _administrators() -> "QuerySet[RoleBinding]":
    return RoleBinding.objects.in_force().filter(role=Role.ADMINISTRATOR, user__is_active=True)
