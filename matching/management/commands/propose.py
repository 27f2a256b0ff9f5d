"""`propose`: a draft plan for all who wait, from the shell."""

import argparse
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from matching import services
from matching.models import MatchingRun
from mentorship.clock import pretend_today
from mentorship.errors import DomainError
from mentorship.models import Mentor, Programme, Refugee

EXAMPLES = """examples:
  manage.py propose --programme holdbart-match
  manage.py propose --programme holdbart-match --json plan.json --lock 12:34 --without 15:34
"""
PAIR = re.compile(r"(\d+):(\d+)")
BAR = 30
# The order of the keys in the file; PostgreSQL keeps none of its own.
PART = ("criterion", "weight", "fit", "points", "text")
RULE = ("rule", "mentors_ruled_out", "text")


class Command(BaseCommand):
    help = "Make the best plan for all who wait, and save it as a draft. Nothing is proposed by it."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name,
            subcommand,
            epilog=EXAMPLES,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            **kwargs,
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--programme", required=True, metavar="KEY")
        parser.add_argument("--json", metavar="OUT", help="write the plan with its reasons; ids, no names")
        for option, what in (("--lock", "keep this pair"), ("--without", "leave this pair out")):
            parser.add_argument(
                option,
                nargs="+",
                action="extend",
                default=[],
                metavar="R:M",
                help=f"{what}: the refugee's and the mentor's id",
            )
        parser.add_argument("--on", metavar="YYYY-MM-DD", help="as if it were this day")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._propose(options)
        except DomainError as error:
            raise CommandError(str(error)) from error

    def _propose(self, options: dict[str, Any]) -> None:
        programme = Programme.objects.filter(key=options["programme"]).first()
        if programme is None:
            raise DomainError(_("No programme is called “%(key)s”.") % {"key": options["programme"]})
        out = _writable(options["json"])
        locks, without = _pairs(options["lock"]), _pairs(options["without"])
        _known(programme, without)
        with pretend_today(_day(options["on"])), transaction.atomic():
            run = services.make_plan(
                programme=programme, by=None, locks=locks, without=without, progress=self._progress
            )
            if out:  # a plan whose file can't be written is not kept either
                _write(out, as_json(run))
        self.stdout.write(
            _("%(matched)s of %(waiting)s matched, %(total)s points, in %(seconds)s s: plan %(id)s.")
            % {
                "matched": run.matched,
                "waiting": run.waiting,
                "total": f"{run.total:.1f}",
                "seconds": f"{run.seconds:.1f}",
                "id": run.pk,
            }
        )

    def _progress(self, done: int, total: int) -> None:
        """A bar, on a terminal alone."""
        if not self.stderr.isatty():
            return
        full = BAR * done // total
        self.stderr.write(f"\r[{'#' * full}{' ' * (BAR - full)}]", ending="\n" if done == total else "")


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise DomainError(_("“%(text)s” is not a date; write it 2026-09-01.") % {"text": text}) from None


def _pairs(texts: list[str]) -> list[tuple[int, int]]:
    pairs = []
    for text in texts:
        found = PAIR.fullmatch(text)
        if found is None:
            raise DomainError(_("“%(text)s” is not a pair; write it 12:34.") % {"text": text})
        pairs.append((int(found[1]), int(found[2])))
    return pairs


def _known(programme: Programme, pairs: list[tuple[int, int]]) -> None:
    """Ids of nobody in the programme are a slip of the pen, not a pair to leave out."""
    people = (
        set(
            Refugee.objects.filter(programme=programme, pk__in=[r for r, _m in pairs]).values_list(
                "pk", flat=True
            )
        ),
        set(
            Mentor.objects.filter(programme=programme, pk__in=[m for _r, m in pairs]).values_list(
                "pk", flat=True
            )
        ),
    )
    for refugee, mentor in pairs:
        if refugee not in people[0] or mentor not in people[1]:
            raise DomainError(
                _("The pair %(pair)s can't be left out: one of the two is not in the programme.")
                % {"pair": f"{refugee}:{mentor}"}
            )


def _writable(name: str | None) -> Path | None:
    """The file to write, refused before any work is done where it can't be."""
    if not name:
        return None
    path = Path(name)
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise DomainError(_("%(path)s can't be written: no such folder.") % {"path": path})
    new = not path.exists()
    try:
        path.open("a").close()
        if new:
            path.unlink()
    except OSError as error:
        raise DomainError(_("%(path)s can't be written.") % {"path": path}) from error
    return path


def _write(path: Path, plan: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(plan, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise DomainError(_("%(path)s can't be written.") % {"path": path}) from error


def as_json(run: MatchingRun) -> dict[str, Any]:
    """The plan as other programs read it; see the public surface in the README."""
    pairs = run.pairs.order_by("refugee_id").values_list(
        "refugee_id", "mentor_id", "score", "locked", "because"
    )
    return {
        "programme": run.programme.key,
        "matched": run.matched,
        "total": run.total,
        "optimal": run.optimal,
        "seconds": run.seconds,
        "pairs": [
            {
                "refugee": refugee,
                "mentor": mentor,
                "score": score,
                "locked": locked,
                "because": [{key: part[key] for key in PART} for part in because],
            }
            for refugee, mentor, score, locked, because in pairs
        ],
        "unmatched": [
            {
                "refugee": left["refugee"],
                "because": [{key: rule[key] for key in RULE} for rule in left["because"]],
            }
            for left in run.unmatched
        ],
    }
