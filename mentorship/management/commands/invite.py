"""`manage.py invite`: a user with a role, and a mail to choose a password by."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils.translation import gettext as _

from mentorship.commands import Command as BaseCommand
from mentorship.errors import DomainError
from mentorship.models import Municipality, Organisation
from mentorship.people.inviting import invite_user
from mentorship.permissions import Role


class Command(BaseCommand):
    help = "Invite somebody to sign in with a role; a mail with a link to choose a password is sent."
    example = "sara@kommune.test --role consultant --programme holdbart-match --municipality 340"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--programme", metavar="KEY", help="every role but administrator needs one")
        parser.add_argument("--municipality", metavar="CODE_OR_NAME", help="for a consultant")
        parser.add_argument("--organisation", metavar="NAME", help="for a partner coordinator")
        parser.add_argument("--name", default="")

    def run(self, **options: Any) -> None:
        email = options["email"].strip()
        try:
            validate_email(email)
        except ValidationError:
            raise DomainError(_("“%(email)s” is not an e-mail address.") % {"email": email}) from None
        invite_user(
            email=email,
            role=options["role"],
            by=None,
            name=options["name"],
            programme=self.programme(options["programme"]) if options["programme"] else None,
            municipality=_municipality(options["municipality"]),
            organisation=_organisation(options["organisation"]),
        )
        self.stdout.write(_("Invited. A link to choose a password is on its way."))


def _municipality(text: str | None) -> Municipality | None:
    if not text:
        return None
    row = Municipality.objects.filter(Q(code=text) | Q(name__iexact=text)).first()
    if row is None:
        raise DomainError(_("There is no municipality “%(text)s”.") % {"text": text})
    return row


def _organisation(name: str | None) -> Organisation | None:
    if not name:
        return None
    row = Organisation.objects.filter(name__iexact=name).first()
    if row is None:
        raise DomainError(_("There is no organisation “%(text)s”.") % {"text": name})
    return row
