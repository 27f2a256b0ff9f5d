"""What the commands that take a file in share: reading it, a bar, the errors on the screen and in a file."""

from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorship.commands import Command
from mentorship.models import Programme
from mentorship.people.importing import ImportResult
from mentorship.people.reasons import explain
from mentorship.people.roster.errors_file import errors_csv
from mentorship.people.roster.problems import Problem

BAR_WIDTH = 30
MOST_LINES_NAMED = 20


class FileCommand(Command):
    """Base of the commands that take a file in; implement `take_in`. All of the file or nothing of it."""

    file_help = "the file, CSV or XLSX"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE", type=Path, help=self.file_help)
        parser.add_argument("--programme", required=True, metavar="KEY", help="a loaded programme")
        parser.add_argument("--dry-run", action="store_true", help="check and count, write nothing")
        parser.add_argument(
            "--errors", metavar="OUT.csv", type=Path, help="write every error as line;column;value;reason"
        )

    def take_in(self, data: bytes, programme: Programme, options: dict[str, Any]) -> ImportResult:
        raise NotImplementedError

    def run(self, **options: Any) -> None:
        result = self.take_in(_read(options["file"]), self.programme(options["programme"]), options)
        if options["errors"]:
            _write_errors(options["errors"], result.report.errors)
        if result.refused:
            self._refuse(result, options)
        self._tell(result, dry_run=options["dry_run"])

    def _refuse(self, result: ImportResult, options: dict[str, Any]) -> None:
        errors = result.report.errors
        for line in _summary(errors):
            self.stderr.write(line)
        self._tell_warnings(result)
        message = ngettext(
            "%(file)s is refused, nothing was imported: %(count)s error.",
            "%(file)s is refused, nothing was imported: %(count)s errors.",
            len(errors),
        ) % {"file": options["file"].name, "count": len(errors)}
        hint = "" if options["errors"] else " " + _("Write them all to a file with --errors errors.csv.")
        raise CommandError(message + hint)

    def _tell(self, result: ImportResult, *, dry_run: bool) -> None:
        self._tell_warnings(result)
        self.stdout.write(self.sentence(dry_run=dry_run) % self.figures(result), self.style.SUCCESS)

    def figures(self, result: ImportResult) -> dict[str, int]:
        """What `sentence` has places for."""
        return {
            "rows": len(result.report.rows),
            "added": result.added,
            "unchanged": result.unchanged,
            "differing": result.differing,
        }

    def sentence(self, *, dry_run: bool) -> str:
        if dry_run:
            return _(
                "%(rows)s rows: %(added)s would be added, %(unchanged)s unchanged, %(differing)s differ. "
                "Dry run: nothing was written."
            )
        return _(
            "%(rows)s rows: %(added)s added, %(unchanged)s unchanged, %(differing)s differ and were left."
        )

    def _tell_warnings(self, result: ImportResult) -> None:
        for title, problems in (
            (_("Warnings:"), result.report.warnings),
            (_("Notes:"), result.report.notes),
        ):
            if problems:
                self.stdout.write(title)
                for line in _summary(problems):
                    self.stdout.write(f"  {line}")

    def bar(self, done: int, total: int) -> None:
        """How far the work is, where somebody looks on."""
        if not self.stdout.isatty():
            return
        full = BAR_WIDTH * done // total
        end = "\n" if done == total else ""
        self.stdout.write(f"\r[{'#' * full}{'.' * (BAR_WIDTH - full)}] {done}/{total}", ending=end)
        self.stdout.flush()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(_("%(file)s cannot be read.") % {"file": path}) from error


def _write_errors(path: Path, errors: Iterable[Problem]) -> None:
    try:
        path.write_bytes(errors_csv(errors))
    except OSError as error:
        raise CommandError(_("%(file)s cannot be written.") % {"file": path}) from error


def _summary(problems: Iterable[Problem]) -> list[str]:
    """One line for each reason and column: the code, where, what it means. No values: they name people."""
    places: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for problem in problems:
        # Of values, only names of organisations and counts: what the notes hold.
        value = problem.value if not problem.line and not problem.lines else ""
        where = "+".join(map(str, problem.lines)) or (str(problem.line) if problem.line else "")
        places[problem.reason, problem.column, value] += [where] if where else []
    return [_place(*key, lines) for key, lines in places.items()]


def _place(reason: str, column: str, value: str, lines: list[str]) -> str:
    named = ", ".join(lines[:MOST_LINES_NAMED]) + (" …" if len(lines) > MOST_LINES_NAMED else "")
    where = _("line %(lines)s") % {"lines": named} if lines else ""
    count = f" ({len(lines)})" if len(lines) > MOST_LINES_NAMED else ""
    parts = ", ".join(part for part in (where, column, value) if part)
    return f"{reason}{count}: {parts}: {explain(reason)}"
