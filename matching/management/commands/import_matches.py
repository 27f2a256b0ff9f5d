"""`import_matches FILE --programme KEY`: running and ended matches from CSV or XLSX, with their history."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from matching.services.importing import import_matches
from mentorship.file_commands import FileCommand
from mentorship.models import Programme, User
from mentorship.people.importing import ImportResult


class Command(FileCommand):
    help = (
        "Take in running and ended matches from a CSV or XLSX file, all of it or nothing, once the mentors "
        "and refugees are there. Steps of the follow-up plan that lie before today become history: nobody is "
        "reminded of them. Matches the programme already has are left as they are."
    )
    example = "matches.csv --programme holdbart-match --errors errors.csv"
    file_help = "the matches, CSV or XLSX: Mentor, Borger, Start, Opstartsmøde, Slut, Årsag"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--by", metavar="EMAIL", help="who signs the matches (default: the programme's project leader)"
        )

    def take_in(self, data: bytes, programme: Programme, options: dict[str, Any]) -> ImportResult:
        return import_matches(
            data=data,
            programme=programme,
            signed_by=_user(options["by"]),
            dry_run=options["dry_run"],
            progress=self.bar,
        )


def _user(email: str | None) -> User | None:
    if not email:
        return None
    found = User.objects.filter(email__iexact=email, is_active=True).first()
    if found is None:
        raise CommandError(_("Nobody who signs in has the address %(email)s.") % {"email": email})
    return found
