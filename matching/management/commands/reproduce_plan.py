"""`reproduce_plan`: a stored plan made again from its record; says whether it gives the same pairs."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from matching.models import MatchingRun
from matching.services.reproducing import Again, reproduce
from mentorship.errors import DomainError

EXAMPLES = """example:
  manage.py reproduce_plan 12
"""
SHOWN = 20


class Command(BaseCommand):
    help = (
        "Make a stored plan again from its record, and say what differs. Nothing is written; ids, no names."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name,
            subcommand,
            epilog=EXAMPLES,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            **kwargs,
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "id", type=int, metavar="ID", help="the plan's id, the last number of its address"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        run = MatchingRun.objects.select_related("programme").filter(pk=options["id"]).first()
        if run is None:
            raise CommandError(_("No plan has the id %(id)s.") % {"id": options["id"]})
        try:
            again = reproduce(run)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("Plan %(id)s of %(day)s, version %(version)s of the programme, made in %(seconds)s s.")
            % {
                "id": run.pk,
                "day": run.on.isoformat(),
                "version": run.programme_version,
                "seconds": f"{run.seconds:.1f}",
            }
        )
        self.stdout.write(_MADE_OF[again.made_of]())
        if not again.same:
            self._tell(again)
            raise CommandError(_verdict(again))
        self.stdout.write(
            _("The same: %(matched)s pairs, %(total)s points.")
            % {"matched": again.matched[1], "total": f"{again.total[1]:.3f}"}
        )

    def _tell(self, again: Again) -> None:
        for move in again.moves[:SHOWN]:
            self.stdout.write(
                _("  refugee %(refugee)s: mentor %(before)s in the record, %(after)s made again")
                % {"refugee": move.refugee, "before": move.before or "–", "after": move.after or "–"}
            )
        if len(again.moves) > SHOWN:
            self.stdout.write(_("  and %(count)s more") % {"count": len(again.moves) - SHOWN})


_MADE_OF = {
    "points": lambda: _("Made again from the points stored beside it."),
    "facts": lambda: _(
        "The plan keeps no points: made again from what is known of the people now, under the weights, rules "
        "and decisions of the record. What has changed about the people since shows as a difference."
    ),
}


def _verdict(again: Again) -> str:
    figures = {
        "pairs": len(again.moves),
        "matched": again.matched[0],
        "matched_again": again.matched[1],
        "total": f"{again.total[0]:.3f}",
        "total_again": f"{again.total[1]:.3f}",
    }
    if again.as_good:
        return (
            _(
                "%(pairs)s matched differently, but as many people and as many points: "
                "one of several best plans."
            )
            % figures
        )
    return (
        _(
            "Not the same: %(matched)s pairs and %(total)s points in the record, %(matched_again)s and "
            "%(total_again)s made again; %(pairs)s matched differently."
        )
        % figures
    )
