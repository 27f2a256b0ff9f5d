"""Inviting somebody to sign in: a user, a role, and a mail with a link to choose a password."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from mentorship.errors import DomainError
from mentorship.models import Municipality, Organisation, Programme, User
from mentorship.people.roles import give_role
from mentorship.permissions import Role
from mentorship.trail import record_act


@transaction.atomic
def invite_user(
    *,
    email: str,
    role: str,
    by: User | None,
    name: str = "",
    programme: Programme | None = None,
    municipality: Municipality | None = None,
    organisation: Organisation | None = None,
) -> User:
    """The user of `email` (made if new) with one more role; the mail leaves when the rows are written."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, None, name=name)
    give_role(
        user=user,
        role=role,
        by=by,
        programme=programme,
        municipality=municipality,
        organisation=organisation,
    )
    record_act(kind="user.invited", subject=user, by=by, programme=programme, role=role)
    invited = user
    transaction.on_commit(lambda: send_invitation(user=invited, role=role, programme=programme))
    return user


@transaction.atomic
def invite_again(*, user: User, by: User) -> None:
    """A new link for somebody who has not chosen a password yet; the links sent before stay as they are."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.has_usable_password() or not user.is_active:
        raise DomainError(_("This user has chosen a password already, or is shut out."))
    binding = user.bindings.in_force().select_related("programme").order_by("pk").first()
    if binding is None:
        raise DomainError(_("Give the user a role first."))
    role, programme = binding.role, binding.programme
    record_act(kind="user.invited", subject=user, by=by, programme=programme, role=role)
    transaction.on_commit(lambda: send_invitation(user=user, role=role, programme=programme))


def send_invitation(*, user: User, role: str, programme: Programme | None) -> None:
    """The subject names no programme and the body no case: both may be read by the wrong eyes."""
    context = {
        "programme": programme.name if programme else "",
        "role": Role(role).label,
        "url": f"{settings.SITE_URL}{password_path(user)}",
    }
    body = render_to_string("mentorship/mail/invitation.txt", context)
    send_mail(_("You are invited to sign in"), body, settings.DEFAULT_FROM_EMAIL, [user.email])


def password_path(user: User) -> str:
    """Path of the page where the user chooses a password; good until it is used or has expired."""
    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
