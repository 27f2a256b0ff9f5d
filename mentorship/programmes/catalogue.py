"""Which programme files there are, and reading one into a document that is fit to load."""

from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorship.errors import DomainError
from mentorship.programmes.schema import ProgrammeDocument
from mentorship.programmes.source import Problem
from mentorship.programmes.validation import validate_file

FOLDER = Path(__file__).parent
SUFFIXES = (".yaml", ".yml")


class InvalidProgramme(DomainError):
    """A programme file with problems; `problems` holds all of them, in the order of the file."""

    def __init__(self, file: str, problems: list[Problem]):
        count = len(problems)
        super().__init__(
            ngettext("%(file)s has %(count)s problem.", "%(file)s has %(count)s problems.", count)
            % {"file": file, "count": count}
        )
        self.problems = problems


def built_in() -> dict[str, Path]:
    """The files that come with the product, by key."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.yaml"))}


def find_file(key_or_file: str) -> Path:
    """The file meant by a built-in key or a path; DomainError when there is none."""
    files = built_in()
    if key_or_file in files:
        return files[key_or_file]
    path = Path(key_or_file)
    if path.is_file():
        return path
    raise DomainError(
        _("“%(name)s” is neither a file nor the key of a programme that comes with the product: %(keys)s.")
        % {"name": key_or_file, "keys": ", ".join(files)}
    )


def read_programme(key_or_file: str) -> ProgrammeDocument:
    """The checked document of a built-in key or of a file; InvalidProgramme when it has problems."""
    path = find_file(key_or_file)
    document, problems = validate_file(path)
    if document is None:
        raise InvalidProgramme(str(path), problems)
    return document
