"""What can be wrong, or odd, about a roster."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One remark about a roster. `line` counts as a spreadsheet does: the header is line 1.

    `lines` names several rows at once (likely duplicates); `value` is the cell as typed.
    """

    reason: str
    line: int = 0
    column: str = ""
    value: str = ""
    lines: tuple[int, ...] = ()

    @property
    def first_line(self) -> int:
        return self.lines[0] if self.lines else self.line

    def as_error(self) -> dict[str, Any]:
        return {"line": self.line, "column": self.column, "value": self.value, "reason": self.reason}

    def as_warning(self) -> dict[str, Any]:
        """Without the value: a warning may be shown to people who don't hold the file."""
        if self.lines:
            return {"lines": list(self.lines), "reason": self.reason}
        return {"line": self.line, "column": self.column, "reason": self.reason}


class UnreadableRoster(Exception):
    """The file as a whole cannot be read as a table; `reason` is a code, `line` the place if known."""

    def __init__(self, reason: str, line: int = 1):
        super().__init__(reason)
        self.reason = reason
        self.line = line

    def as_problem(self) -> Problem:
        return Problem(self.reason, line=self.line)


class BadValue(ValueError):
    """A cell does not say what its column needs; `reason` is the code for it."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason
