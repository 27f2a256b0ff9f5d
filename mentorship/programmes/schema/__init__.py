"""The schema of a programme file: strict, frozen models. Writers of files read docs/programmes.md."""

from mentorship.programmes.schema.programme import ProgrammeDocument

__all__ = ["ProgrammeDocument"]
