"""`import_outcomes FILE --programme KEY`: labour-market spells from an extract, CSV or XLSX."""

from typing import Any

from django.utils.translation import gettext as _

from mentorship.file_commands import FileCommand
from mentorship.models import Programme
from mentorship.people.importing import ImportResult
from mentorship.people.outcomes.importing import OutcomeResult, import_outcomes


class Command(FileCommand):
    help = (
        "Take in labour-market spells from a CSV or XLSX extract, all of it or nothing. Spells the register "
        "has add nothing; one that ran gets the end a later extract tells. People known from the extract "
        "alone are kept for the comparison population and on no list."
    )
    example = "extract.csv --programme holdbart-match --errors errors.csv"
    file_help = "the extract, CSV or XLSX: CPR or Sagsnr., Fra, Til, Status, Timer pr. uge"

    def take_in(self, data: bytes, programme: Programme, options: dict[str, Any]) -> ImportResult:
        return import_outcomes(data=data, programme=programme, dry_run=options["dry_run"], progress=self.bar)

    def figures(self, result: ImportResult) -> dict[str, int]:
        more = (
            {"amended": result.amended, "people": result.people} if isinstance(result, OutcomeResult) else {}
        )
        return super().figures(result) | more

    def sentence(self, *, dry_run: bool) -> str:
        if dry_run:
            return _(
                "%(rows)s rows: %(added)s spells would be added, %(amended)s get their end or hours, "
                "%(unchanged)s unchanged; %(people)s people known from the file alone. "
                "Dry run: nothing was written."
            )
        return _(
            "%(rows)s rows: %(added)s spells added, %(amended)s got their end or hours, "
            "%(unchanged)s unchanged; %(people)s people known from the file alone."
        )
