"""Everything held about one person, in a file (right of access)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from mentorship.commands import Command as BaseCommand
from mentorship.errors import DomainError
from mentorship.models import Mentor, Person, Programme, Refugee
from mentorship.people.extract import gather, sign_extract
from mentorship.people.extract_files import kind_of, write_extract


class Command(BaseCommand):
    help = "Write everything held about one person into a .json, .docx or .html file, by its name."
    example = "B-0017 --programme holdbart-match --out udskrift.docx"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("id", metavar="ID", help="the person's number; with --programme the case number")
        parser.add_argument("--programme", metavar="KEY", help="read ID as a case number of this programme")
        parser.add_argument("--out", required=True, metavar="FILE", type=Path)

    def run(self, **options: Any) -> None:
        path: Path = options["out"]
        kind = kind_of(path)
        person = (
            _by_case(self.programme(options["programme"]), options["id"])
            if options["programme"]
            else _by_number(options["id"])
        )
        extract = gather(person)
        write_extract(extract, path)
        sign_extract(extract, by=None, kind=kind)
        count = sum(len(table.rows) for table in extract.tables)
        self.stdout.write(
            f"{path}: {count} lines of {len(extract.tables)} tables. Only you can read the file."
        )


def _by_number(number: str) -> Person:
    person = Person.objects.filter(pk=number).first() if number.isdecimal() else None
    if person is None:
        raise DomainError(
            _("No person has that number. Give the person's number, or a case number with --programme.")
        )
    return person


def _by_case(programme: Programme, number: str) -> Person:
    found = {
        row.person
        for model in (Refugee, Mentor)
        for row in model.objects.filter(programme=programme, case_number=number).select_related("person")
    }
    if len(found) != 1:
        raise DomainError(
            _("No single case of the programme has that number. Give the person's number instead.")
        )
    return found.pop()
