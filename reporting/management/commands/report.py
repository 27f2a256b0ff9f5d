from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import override

from mentorship.commands import Command as BaseCommand
from mentorship.errors import DomainError
from mentorship.programmes.document import programme_document
from reporting.documents import memo_docx, memo_xlsx
from reporting.management.commands.close_quarter import parse_quarter

MAKERS = {"docx": memo_docx, "xlsx": memo_xlsx}


class Command(BaseCommand):
    help = "Write a report from a frozen quarter (its newest revision)."
    example = "--programme holdbart-match 2017Q2 --kind memo --format docx --out memo.docx"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("quarter", metavar="2017Q2")
        parser.add_argument("--programme", required=True, metavar="KEY")
        parser.add_argument("--kind", required=True, choices=("memo", "status"))
        parser.add_argument("--format", required=True, choices=("docx", "pdf", "xlsx"))
        parser.add_argument("--out", required=True, type=Path, metavar="FILE")

    def run(self, **options: Any) -> None:
        programme = self.programme(options["programme"])
        quarter = parse_quarter(options["quarter"])
        if options["kind"] == "status":
            raise DomainError("The funder's status report is not available yet; --kind memo is.")
        if options["format"] not in MAKERS:
            raise DomainError("PDF is not available yet; --format docx and xlsx are.")
        snapshot = programme.snapshots.filter(quarter=str(quarter)).order_by("-revision").first()
        if snapshot is None:
            hint = f"close_quarter --programme {programme.key} {quarter}"
            raise DomainError(f"{quarter} is not frozen. Freeze it with: {hint}")
        out: Path = options["out"]
        if not out.absolute().parent.is_dir():
            raise DomainError(f"There is no folder {out.absolute().parent}.")
        with override(programme_document(programme).languages[0]):
            out.write_bytes(MAKERS[options["format"]](snapshot, programme))
        self.stdout.write(f"Wrote {out} from {programme.key} {quarter}, revision {snapshot.revision}")
