"""Programmes for tests: the ones that come with the product, and a small one to spoil line by line."""

from datetime import date
from functools import cache
from typing import Any

from mentorship.models import Programme
from mentorship.programmes.catalogue import read_programme
from mentorship.programmes.document import as_json
from mentorship.programmes.schema import ProgrammeDocument
from mentorship.programmes.services import load_programme
from mentorship.programmes.source import Problem, Source, parse_source
from mentorship.programmes.validation import validate_source


@cache
def _read(key: str) -> ProgrammeDocument:
    return read_programme(key)


@cache
def _stored(key: str) -> dict[str, Any]:
    return as_json(_read(key))


def document_of(key: str = "holdbart-match") -> dict[str, Any]:
    """A built-in programme's document as it is stored. Shared: copy before changing it."""
    return _stored(key)


def loaded_programme(key: str = "holdbart-match", *, start_on: date | None = None) -> Programme:
    """A built-in programme loaded with its municipalities, partners, populations and criteria."""
    return load_programme(document=_read(key), start_on=start_on).programme


SMALL = """\
format: 1
key: small
name: {da: Lille, en: Small}
summary: {da: Et lille program., en: A small programme.}
source: Made up
words:
  refugee: {da: {one: borger, many: borgere, the: borgeren}, en: {one: person, many: people, the: the person}}
  mentor: {da: {one: vært, many: værter, the: værten}, en: {one: host, many: hosts, the: the host}}
  match: {da: {one: match, many: match, the: matchet}, en: {one: match, many: matches, the: the match}}
period: {starts_on: 2026-01-01, ends_on: 2026-12-31}
phases:
  - {key: first, label: {da: Første, en: First}, starts_on: 2026-01-01, ends_on: 2026-03-31}
municipalities:
  - {code: "340", name: Sorø}
  - {code: "329", name: Ringsted}
task_group: {part: none}
consents:
  - {scope: participation, sides: [mentor, refugee], required_for_match: true, version: "1", text: {da: Ja}}
matching:
  counterpart: mentor
  waiting_from: registered
  rules:
    interview_required: {mentor: true, refugee: false}
  weights:
    language: 10
follow_up:
  plan:
    - key: month_1
      label: {da: Måned 1, en: Month 1}
      kind: talk
      responsible: {mentor: partner, refugee: consultant}
      after_months: 1
populations:
  - {key: rest, label: {da: Resten, en: The rest}, kind: comparison, as_of: 2025-12-31, taken_from: extract}
criteria:
  - key: matched
    label: {da: Med mentor, en: With a mentor}
    kind: target
    indicator: refugees_matched
    unit: count
    target: 70
    by_municipality: {"340": 45, "329": 25}
    source: Made up
"""

HERE = "  # <-"  # marks the line on which a mistake was made


def problems_of(text: str) -> list[Problem]:
    """What is wrong with a programme file of this text."""
    document, problems = validate_source(parse_source(text, Source(file="small.yaml")))
    if (document is None) != bool(problems):
        raise AssertionError("a file has problems, or it has a document")
    return problems


def spoil(old: str, new: str) -> str:
    """The small programme with `old`, which stands in it once, replaced."""
    if SMALL.count(old) != 1:
        raise AssertionError(f"{old!r} is not in the small programme exactly once")
    return SMALL.replace(old, new)


def line_marked(text: str) -> int:
    """The line of the mark `HERE`."""
    (line,) = [number for number, line in enumerate(text.splitlines(), start=1) if line.endswith(HERE)]
    return line
