"""A programme for other municipalities than the file's own: what was split among those falls away."""

import json
import re
from typing import Any

from django.utils.translation import gettext as _

from mentorship.errors import DomainError
from mentorship.models import Municipality
from mentorship.programmes.checks import check_document
from mentorship.programmes.document import as_json
from mentorship.programmes.schema import ProgrammeDocument

_LINE = re.compile(r"(\d{3,4})(?:\s+(.+))?")


def municipality_lines(document: ProgrammeDocument) -> str:
    """The municipalities as they are written in the form: code and name, one a line."""
    return "\n".join(f"{part.code} {part.name}" for part in document.municipalities)


def read_municipality_lines(text: str) -> list[tuple[str, str]]:
    """[(code, name)] of the lines; a code that is known needs no name. DomainError names the line."""
    known = dict(Municipality.objects.values_list("code", "name"))
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.strip())
        code = match[1] if match else ""
        name = (match[2] if match else "") or known.get(code, "")
        if not match or not name:
            raise DomainError(
                _("Line %(number)s: write the municipality's code and its name, as “340 Sorø”.")
                % {"number": number}
            )
        if code in found:
            raise DomainError(_("Line %(number)s: the code stands on a line above.") % {"number": number})
        found[code] = name
    if not found:
        raise DomainError(_("At least one municipality must take part."))
    return list(found.items())


def with_municipalities(document: ProgrammeDocument, parts: list[tuple[str, str]]) -> ProgrammeDocument:
    """The same programme among `parts`, [(code, name)]: quotas of those who stay, whole targets for all.

    A target split among municipalities keeps its whole where one of them is left out.
    """
    before = {part.code: part.name for part in document.municipalities}
    if dict(parts) == before:
        return document
    data = as_json(document)
    own = {part["code"]: part for part in data.get("municipalities", [])}
    data["municipalities"] = [own.get(code, {}) | {"code": code, "name": name} for code, name in parts]
    for criterion in data.get("criteria", []):
        if set(criterion.get("by_municipality", {})) - {code for code, _name in parts}:
            del criterion["by_municipality"]
    _check(data)
    return ProgrammeDocument.model_validate_json(json.dumps(data))


def _check(data: dict[str, Any]) -> None:
    for _location, message in check_document(data):
        raise DomainError(message)
