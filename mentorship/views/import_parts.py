"""What the pages of import print: rows with their problems, counts, two records side by side."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorship.people.import_kinds import Candidate, Preview, PreviewRow, Suspect
from mentorship.people.reasons import explain
from mentorship.people.roster.folding import fold
from mentorship.people.roster.problems import Problem
from mentorship.people.roster.showing import HIDDEN

FIRST_ROW = 2  # line 1 is the header
KINDS_OF_DUPLICATE = {"duplicate", "duplicate_in_register"}
MOST_LINES_NAMED = 8


class Findings:
    """A preview sorted for the page: what was found on each line, and which lines each tab shows."""

    def __init__(self, preview: Preview, decisions: Mapping[str, Mapping[str, Any]]):
        self.preview = preview
        self.decisions = decisions
        self._errors = _by_line(preview.errors)
        self._warnings = _by_line(preview.warnings)
        self._suspects = {suspect.line for suspect in preview.suspects}
        self._merged = {int(line) for line, said in decisions.items() if said.get("act") == "merge"}
        self._keys = {head: key for key, head in preview.columns}
        self._shown = {
            "": list(preview.rows),
            "fejl": [row for row in preview.rows if row.line in self._errors],
            "advarsler": [row for row in preview.rows if row.line in self._warnings],
            "dubletter": [row for row in preview.rows if row.line in self._suspects],
            "nye": [row for row in preview.rows if self._is_new(row)],
            "kendte": [row for row in preview.rows if row.state != "new" or row.line in self._merged],
        }

    def _is_new(self, row: PreviewRow) -> bool:
        return row.state == "new" and row.line not in self._merged

    def of(self, tab: str) -> list[PreviewRow]:
        """The rows of a tab; of one that is not there, all."""
        return self._shown.get(tab, self._shown[""])

    def to_add(self) -> int:
        """How many rows something would come of."""
        return sum(row.state == "new" for row in self.preview.rows)

    def tiles(self) -> list[dict[str, Any]]:
        errors, warnings = len(self.preview.errors), len(self._shown["advarsler"])
        return [
            {"label": _("Rows in the file"), "value": len(self._shown[""])},
            {"label": _("New ones"), "value": len(self._shown["nye"])},
            {"label": _("Already there"), "value": len(self._shown["kendte"])},
            {"label": _("Errors"), "value": errors, "tone": "stop" if errors else ""},
            {"label": _("Rows with warnings"), "value": warnings, "tone": "warn" if warnings else ""},
            {"label": _("Likely duplicates"), "value": len(self.preview.suspects)},
        ]

    def tabs(self, current: str) -> list[dict[str, Any]]:
        labels = {
            "": _("All"),
            "fejl": _("Errors"),
            "advarsler": _("Warnings"),
            "dubletter": _("Likely duplicates"),
            "nye": _("New ones"),
            "kendte": _("Already there"),
        }
        current = current if current in labels else ""
        return [
            {
                "label": label,
                "url": f"?vis={key}" if key else "?",
                "current": key == current,
                "count": len(self._shown[key]),
            }
            for key, label in labels.items()
        ]

    def entry(self, row: PreviewRow) -> dict[str, Any]:
        """A row with its problems at their cells, and those of the whole row beside its number."""
        at_cell: dict[str, list[dict[str, str]]] = defaultdict(list)
        of_row: list[dict[str, str]] = []
        for tone, problems in (("stop", self._errors), ("warn", self._warnings)):
            for problem in problems.get(row.line, ()):
                found = {"tone": tone, "text": _told(problem, row.line)}
                key = self._keys.get(problem.column)
                (at_cell[key] if key else of_row).append(found)
        return {
            "line": row.line,
            "state": self._state(row),
            "problems": of_row,
            "cells": [
                {"head": head, "text": row.cells.get(key, ""), "problems": at_cell.get(key, [])}
                for key, head in self.preview.columns
            ],
        }

    def _state(self, row: PreviewRow) -> dict[str, str]:
        if row.line in self._errors:
            return {"label": _("Error"), "tone": "stop"}
        if row.line in self._merged:
            return {"label": _("Same person"), "tone": "info"}
        if row.line in self._suspects and str(row.line) not in self.decisions:
            return {"label": _("To be decided"), "tone": "warn"}
        if row.state == "differs":
            return {"label": _("There, but differs"), "tone": "neutral"}
        if row.state == "known":
            return {"label": _("Already there"), "tone": "neutral"}
        return {"label": _("New"), "tone": "ok"}


def _by_line(problems: tuple[Problem, ...]) -> dict[int, list[Problem]]:
    found: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        for line in problem.lines or (problem.line,):
            if line >= FIRST_ROW:
                found[line].append(problem)
    return dict(found)


def _told(problem: Problem, line: int) -> str:
    others = [str(other) for other in problem.lines if other != line]
    if not others:
        return explain(problem.reason)
    named = ", ".join(others[:MOST_LINES_NAMED]) + (" …" if len(others) > MOST_LINES_NAMED else "")
    return ngettext(
        "Likely the same person as line %(lines)s.", "Likely the same person as lines %(lines)s.", len(others)
    ) % {"lines": named}


def file_problems(preview: Preview) -> list[str]:
    """Errors of the file as a whole, or of its header."""
    found = [problem for problem in preview.errors if max(problem.line, problem.first_line) < FIRST_ROW]
    return [
        f"{problem.column}: {explain(problem.reason)}" if problem.column else explain(problem.reason)
        for problem in found
    ]


def note_lines(preview: Preview) -> list[str]:
    """What will be done besides, in the future tense; a kind's own notes in its own words."""
    return [_note(note) for note in preview.notes]


def _note(note: Problem) -> str:
    if note.reason == "new_organisation":
        return _("“%(value)s” is new to the programme and will be added to it.") % {"value": note.value}
    if note.reason == "case_numbers_given" and note.value.isdecimal():
        return ngettext(
            "%(count)s row without a case number will be given one.",
            "%(count)s rows without a case number will be given one each.",
            int(note.value),
        ) % {"count": note.value}
    text = explain(note.reason)
    return f"{text} {note.value}" if text.endswith(":") else text


def suspect_entry(
    suspect: Suspect, decisions: Mapping[str, Mapping[str, Any]], labels: Mapping[str, str]
) -> dict[str, Any]:
    """The row beside each it may be: a line for each thing that tells people apart, and the question."""
    told = decisions.get(str(suspect.line), {})
    sides = [suspect.cells, *(candidate.cells for candidate in suspect.candidates)]
    keys = [key for key in dict.fromkeys(key for cells in sides for key in cells) if key in labels]
    rows = [
        {
            "label": labels[key],
            "cells": [
                {
                    "text": cells.get(key, ""),
                    "differs": _differs(suspect.cells.get(key, ""), cells.get(key, "")),
                }
                for cells in sides
            ],
        }
        for key in keys
        if any(cells.get(key) for cells in sides)
    ]
    options = [
        {"value": str(place), "label": _same_as(candidate), "checked": _is(candidate, told)}
        for place, candidate in enumerate(suspect.candidates)
    ]
    two = {"value": "keep", "label": _("Two people: add the row"), "checked": told.get("act") == "keep"}
    return {
        "line": suspect.line,
        "columns": [_("The file, line %(line)s") % {"line": suspect.line}, *map(_called, suspect.candidates)],
        "rows": rows,
        "options": [*options, two],
        "decided": bool(told),
    }


def _differs(said: str, other: str) -> bool:
    """What is unknown to one, or hidden, is no difference."""
    return bool(said and other and HIDDEN not in {said, other} and fold(said) != fold(other))


def _called(candidate: Candidate) -> str:
    if candidate.row is not None:
        return _("The file, line %(line)s") % {"line": candidate.row}
    return _("In the register")


def _same_as(candidate: Candidate) -> str:
    if candidate.row is not None:
        return _("The same person as line %(line)s: one is added") % {"line": candidate.row}
    return _("The same person as %(name)s: nobody is added") % {"name": candidate.label}


def _is(candidate: Candidate, told: Mapping[str, Any]) -> bool:
    if told.get("act") != "merge":
        return False
    if candidate.person is not None:
        return bool(told.get("person") == candidate.person)
    return bool(told.get("row") == candidate.row)
