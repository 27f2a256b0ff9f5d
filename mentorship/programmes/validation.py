"""Checking a programme file: every problem in one pass, with its line, in words for those who write files."""

import json
import re
import types
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Union, get_args, get_origin

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mentorship.programmes.checks import check_document
from mentorship.programmes.schema import ProgrammeDocument
from mentorship.programmes.source import Location, Problem, Source, read_source

# pydantic's error types by what a person would say was expected.
_EXPECTED = {
    "string_type": "text",
    "int_type": "whole",
    "int_from_float": "whole",
    "float_type": "number",
    "bool_type": "truth",
    "tuple_type": "list",
    "list_type": "list",
    "dict_type": "group",
    "model_type": "group",
    "date_type": "date",
    "date_parsing": "date",
    "date_from_datetime_parsing": "date",
    "date_from_datetime_inexact": "date",
}


def validate_file(path: Path) -> tuple[ProgrammeDocument | None, list[Problem]]:
    """The document, or None with everything that is wrong with it, in the order of the file."""
    return validate_source(read_source(path))


def validate_source(source: Source) -> tuple[ProgrammeDocument | None, list[Problem]]:
    """Check what was read; see `validate_file`."""
    problems = list(source.problems)
    if source.data is None:
        return None, problems
    document = None
    try:
        document = ProgrammeDocument.model_validate_json(json.dumps(source.data))
    except ValidationError as error:
        problems += [_as_problem(details, source) for details in _telling(error)]
    problems += [source.problem(location, message) for location, message in check_document(source.data)]
    problems.sort(key=lambda problem: problem.line)
    return (None if problems else document), problems


def _telling(error: ValidationError) -> list[ErrorDetails]:
    """Without "too short" of a list whose items are only missing because they are wrong themselves."""
    found = error.errors(include_url=False)
    places = {details["loc"][:length] for details in found for length in range(len(details["loc"]))}
    return [d for d in found if d["type"] != "too_short" or d["loc"] not in places]


def _as_problem(details: ErrorDetails, source: Source) -> Problem:
    location = tuple(part for part in details["loc"] if part != "[key]")
    return source.problem(location, _message(details, location))


def _message(details: ErrorDetails, location: Location) -> str:
    kind, context = details["type"], details.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "missing":
        return _("is missing")
    if kind == "extra_forbidden":
        return _unknown_field(str(location[-1]), fields_at(location[:-1]))
    if kind == "literal_error":
        return _("“%(value)s” is not allowed; allowed: %(allowed)s") % {
            "value": details["input"],
            "allowed": ", ".join(_choices(context)),
        }
    if kind in _EXPECTED:
        return _expected(_EXPECTED[kind])
    return _size_message(kind, context) or _("is not allowed here: %(reason)s") % {"reason": details["msg"]}


def _choices(context: dict[str, Any]) -> list[str]:
    """What pydantic says was expected ("'a', 'b' or 'c'"), as a list."""
    return [part.strip("' ") for part in re.split(r",| or ", str(context["expected"]))]


def _expected(what: str) -> str:
    return {
        "text": _("must be a text; put it in quotation marks if it looks like a number"),
        "whole": _("must be a whole number"),
        "number": _("must be a number, with a point before the decimals"),
        "truth": _("must be true or false"),
        "list": _("must be a list, each item after a hyphen"),
        "group": _("must be a group of fields, each on a line of its own below"),
        "date": _("must be a date that exists, written year-month-day: 2017-02-01"),
    }[what]


def _size_message(kind: str, context: dict[str, Any]) -> str | None:
    messages = {
        "greater_than_equal": (_("must be at least %(limit)s"), "ge"),
        "greater_than": (_("must be more than %(limit)s"), "gt"),
        "less_than_equal": (_("must be at most %(limit)s"), "le"),
        "too_short": (_("must have at least %(limit)s item"), "min_length"),
        "string_too_long": (_("must be at most %(limit)s characters"), "max_length"),
    }
    if kind not in messages:
        return None
    message, limit = messages[kind]
    return message % {"limit": f"{context[limit]:g}"}


def _unknown_field(name: str, allowed: list[str]) -> str:
    close = get_close_matches(name, allowed, n=1)
    hint = _(" (did you mean “%(name)s”?)") % {"name": close[0]} if close else ""
    return _("is not a field here%(hint)s; allowed: %(allowed)s") % {
        "hint": hint,
        "allowed": ", ".join(allowed),
    }


def fields_at(location: Location) -> list[str]:
    """Names of the fields allowed in the group at `location`."""
    annotation: Any = ProgrammeDocument
    for part in location:
        annotation = _step_into(_unwrap(annotation), part)
    model = _unwrap(annotation)
    return list(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else []


def _unwrap(annotation: Any) -> Any:
    """The type inside `X | None` and `Annotated[X, …]`."""
    while get_origin(annotation) in (Union, types.UnionType) or hasattr(annotation, "__metadata__"):
        inner = [argument for argument in get_args(annotation) if argument is not type(None)]
        annotation = inner[0]
    return annotation


def _step_into(annotation: Any, part: str | int) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        known = annotation.model_fields.get(str(part))
        return known.annotation if known else None
    arguments = get_args(annotation)
    return arguments[1] if get_origin(annotation) is dict else arguments[0] if arguments else None
