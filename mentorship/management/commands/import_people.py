"""`import_people FILE --programme KEY --kind mentor|refugee`: a roster from CSV or XLSX."""

from argparse import ArgumentParser
from typing import Any

from mentorship.file_commands import FileCommand
from mentorship.models import Programme
from mentorship.people.importing import ImportResult, import_people
from mentorship.people.roster.columns import KINDS


class Command(FileCommand):
    help = (
        "Take in a roster of mentors or refugees from a CSV or XLSX file, all of it or nothing. "
        "People the programme already has are left as they are, so the same file twice adds nothing. "
        "What is printed names lines, never people; --errors writes each cell to be mended."
    )
    example = "mentors.csv --programme holdbart-match --kind mentor --errors errors.csv"
    file_help = "the roster, CSV or XLSX"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--kind", required=True, metavar="|".join(KINDS), help="who is in the file")

    def take_in(self, data: bytes, programme: Programme, options: dict[str, Any]) -> ImportResult:
        return import_people(
            data=data,
            programme=programme,
            kind=options["kind"],
            dry_run=options["dry_run"],
            progress=self.bar,
        )
