"""`programme list|validate|load|show`: programme templates from the shell."""

import argparse
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from mentorship.errors import DomainError
from mentorship.models import Programme
from mentorship.programmes import overview
from mentorship.programmes.catalogue import InvalidProgramme, built_in, find_file, read_programme
from mentorship.programmes.document import programme_document
from mentorship.programmes.services import load_programme
from mentorship.programmes.validation import validate_file

EXAMPLES = """examples:
  manage.py programme list
  manage.py programme validate my-programme.yaml
  manage.py programme load holdbart-match --start 2026-09-01
  manage.py programme show holdbart-match
"""


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise DomainError(_("“%(text)s” is not a date; write it 2026-09-01.") % {"text": text}) from None


class Command(BaseCommand):
    help = "Programme templates: list them, check a file, load one, show one."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name,
            subcommand,
            epilog=EXAMPLES,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            **kwargs,
        )

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="list|validate|load|show")
        actions.add_parser("list", help="the files that come with the product, and what is loaded")
        validate = actions.add_parser("validate", help="check a file: every problem, with its line")
        validate.add_argument("file", metavar="FILE", help="a programme file, or the key of a built-in one")
        load = actions.add_parser("load", help="load a programme, or its next version; repeatable")
        load.add_argument("file", metavar="KEY_OR_FILE")
        load.add_argument(
            "--start",
            metavar="YYYY-MM-DD",
            help="move every date of the programme so that it starts on this day",
        )
        load.add_argument("--reason", default="", metavar="WHY", help="kept with the version")
        show = actions.add_parser("show", help="what a programme demands, counts and calls things")
        show.add_argument("key", metavar="KEY", help="a loaded programme, or a built-in key or a file")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['action']}")(options)
        except InvalidProgramme as error:
            self._print_problems(error)
            raise CommandError(str(error)) from error
        except DomainError as error:
            raise CommandError(str(error)) from error

    def _print_problems(self, error: InvalidProgramme) -> None:
        for problem in error.problems:
            self.stderr.write(str(problem), self.style.NOTICE)

    def _list(self, options: dict[str, Any]) -> None:
        loaded = {programme.key: programme for programme in Programme.objects.all()}
        for key in sorted(set(built_in()) | set(loaded)):
            self.stdout.write(overview.list_line(key, loaded.get(key)))

    def _validate(self, options: dict[str, Any]) -> None:
        path = find_file(options["file"])
        document, problems = validate_file(path)
        if document is None:
            raise InvalidProgramme(str(path), problems)
        self.stdout.write(
            _("%(file)s is a valid programme: %(key)s (criteria: %(criteria)s, follow-up steps: %(steps)s).")
            % {
                "file": path,
                "key": document.key,
                "criteria": len(document.criteria),
                "steps": len(document.follow_up.plan),
            }
        )

    def _load(self, options: dict[str, Any]) -> None:
        document = read_programme(options["file"])
        start_on = _day(options["start"])
        loaded = load_programme(document=document, start_on=start_on, reason=options["reason"])
        outcomes = {
            "created": _("%(key)s is loaded as version %(version)s."),
            "changed": _("%(key)s is changed: version %(version)s."),
            "unchanged": _("%(key)s is unchanged: version %(version)s."),
        }
        self.stdout.write(
            outcomes[loaded.outcome] % {"key": loaded.programme.key, "version": loaded.programme.version}
        )

    def _show(self, options: dict[str, Any]) -> None:
        programme = Programme.objects.filter(key=options["key"]).first()
        document = programme_document(programme) if programme else read_programme(options["key"])
        for line in overview.lines(document):
            self.stdout.write(line)
