from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from mentorship.clock import today
from mentorship.commands import Command as BaseCommand
from mentorship.commands import iso_date
from mentorship.errors import DomainError
from mentorship.models import Municipality
from reporting.exports import ExportRequest, export_to_folder
from reporting.exports.request import DIALECTS


class Command(BaseCommand):
    help = "Write the evaluator's files into a folder: pseudonymised, with a codebook. The trail tells of it."
    example = "--programme holdbart-match --out evaluation --from 2017-01-01 --to 2017-06-30 --dialect danish"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--programme", required=True, metavar="KEY")
        parser.add_argument("--out", required=True, type=Path, metavar="DIR")
        parser.add_argument("--from", dest="since", type=iso_date, metavar="YYYY-MM-DD")
        parser.add_argument(
            "--to", dest="until", type=iso_date, metavar="YYYY-MM-DD", help="the data date; today"
        )
        parser.add_argument(
            "--municipality", default="", metavar="CODE", help="name or code of one municipality"
        )
        parser.add_argument("--dialect", choices=DIALECTS, default=DIALECTS[0])

    def run(self, **options: Any) -> None:
        request = ExportRequest(
            programme=self.programme(options["programme"]),
            since=options["since"],
            until=min(options["until"] or today(), today()),
            municipality=_municipality(options["municipality"]),
            dialect=options["dialect"],
        )
        folder: Path = options["out"]
        if folder.exists() and not folder.is_dir():
            raise DomainError(f"{folder} is a file, not a folder.")
        names = export_to_folder(request=request, folder=folder, by=None)
        self.stdout.write(f"Wrote {len(names)} files to {folder}: {', '.join(names)}")


def _municipality(text: str) -> Municipality | None:
    if not text:
        return None
    found = (
        Municipality.objects.filter(code=text).first()
        or Municipality.objects.filter(name__iexact=text).first()
    )
    if found is None:
        raise DomainError(f"No municipality is called “{text}”.")
    return found
