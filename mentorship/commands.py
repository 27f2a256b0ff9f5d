"""What our commands share: a day to pretend, one clear line on bad input, an example in the help."""

import datetime
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mentorship.clock import pretend_today
from mentorship.errors import DomainError
from mentorship.models import Programme


def iso_date(text: str) -> datetime.date:
    """The date of YYYY-MM-DD, for argparse."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is not a date like 2026-11-22") from None


class Command(BaseCommand):
    """Base of our commands: set `example`; implement `run`. A `DomainError` is one line and exit status 1."""

    example = ""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """A parser that answers a wrong call with one line and exit status 1, like all bad input."""
        if self.example:
            kwargs["epilog"] = f"Example:\n  python manage.py {subcommand} {self.example}"
            kwargs["formatter_class"] = RawDescriptionHelpFormatter
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        if not self._called_from_code(parser):
            parser.error = lambda message: parser.exit(1, f"{parser.prog}: {message}\n")  # type: ignore[method-assign]  # argparse would exit with 2
        return parser

    @staticmethod
    def _called_from_code(parser: Any) -> bool:
        return not getattr(parser, "called_from_command_line", False)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=iso_date, metavar="YYYY-MM-DD", help="pretend it is this day")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with pretend_today(options.get("on")):
                self.run(**options)
        except DomainError as error:
            raise CommandError(str(error)) from error

    def run(self, **options: Any) -> None:
        raise NotImplementedError

    @staticmethod
    def programme(key: str) -> Programme:
        """The loaded programme `key`; a CommandError naming the loaded ones otherwise."""
        found = Programme.objects.filter(key=key).first()
        if found is None:
            keys = ", ".join(Programme.objects.values_list("key", flat=True)) or "none"
            raise CommandError(
                f"No programme “{key}” is loaded (loaded: {keys}). Load it with: programme load {key}"
            )
        return found
