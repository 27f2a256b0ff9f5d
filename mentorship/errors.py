"""Refusals in the user's words. Views show the text; commands print it and exit with 1."""

from django.utils.functional import Promise


class DomainError(Exception):
    """Something the rules forbid, said in words a caseworker can act on.

    `message` is a sentence (lazy translation allowed) that names the place and the remedy.
    It never carries a name, CPR number, address or free text.
    """

    def __init__(self, message: "str | Promise"):
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class IllegalTransition(DomainError):
    """A state was asked to take an arrow that the table of arrows does not hold."""


class NoPlaceLeft(DomainError):
    """All places of a mentor were taken, perhaps by somebody a moment earlier."""


class EditConflict(DomainError):
    """The row was changed by somebody else after it was read; nothing was overwritten."""
