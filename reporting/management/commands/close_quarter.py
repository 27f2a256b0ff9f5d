from argparse import ArgumentParser
from typing import Any

from mentorship.commands import Command as BaseCommand
from mentorship.errors import DomainError
from reporting.quarters import Quarter
from reporting.snapshots import freeze_quarter


class Command(BaseCommand):
    help = "Freeze a quarter's figures as of its last day. Once; a correction is a revision with a reason."
    example = '--programme holdbart-match 2017Q2 --revise "Ten follow-ups were logged late"'

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("quarter", metavar="2017Q2")
        parser.add_argument("--programme", required=True, metavar="KEY")
        parser.add_argument(
            "--revise", default="", metavar="WHY", help="make a revision beside what is frozen"
        )

    def run(self, **options: Any) -> None:
        programme = self.programme(options["programme"])
        snapshot = freeze_quarter(
            programme=programme, quarter=parse_quarter(options["quarter"]), by=None, reason=options["revise"]
        )
        self.stdout.write(
            f"Froze {programme.key} {snapshot.quarter}, revision {snapshot.revision}, "
            f"data as of {snapshot.data_on}, SHA-256 {snapshot.sha256}"
        )


def parse_quarter(text: str) -> Quarter:
    """The quarter of the command line, or a refusal in words."""
    try:
        return Quarter.parse(text)
    except ValueError as error:
        raise DomainError(str(error)) from error
