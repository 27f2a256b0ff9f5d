"""What each version of a programme says of the weights, and what it changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matching.comparing import differing
from mentorship.models import ProgrammeVersion


@dataclass(frozen=True, slots=True)
class VersionOfWeights:
    """One version: (criterion, before, after) of what it changed, and which other parts it touched."""

    version: ProgrammeVersion
    changed: list[tuple[str, float | None, float | None]]
    other_parts: bool
    first: bool


def weights_of(version: ProgrammeVersion) -> dict[str, float]:
    found: dict[str, float] = version.document.get("matching", {}).get("weights") or {}
    return found


def changes_of(versions: Sequence[ProgrammeVersion]) -> list[VersionOfWeights]:
    """Each version beside the one it came after: the next of the list, which has the newest first."""
    return [
        _change(version, versions[at + 1] if at + 1 < len(versions) else None)
        for at, version in enumerate(versions)
    ]


def _change(version: ProgrammeVersion, before: ProgrammeVersion | None) -> VersionOfWeights:
    if before is None:
        return VersionOfWeights(version, [], other_parts=False, first=version.number == 1)
    changed = differing(weights_of(before), weights_of(version), alike=(0, 0.0))
    return VersionOfWeights(version, changed, _rest(before.document) != _rest(version.document), first=False)


def _rest(document: dict[str, Any]) -> dict[str, Any]:
    matching = {key: value for key, value in document.get("matching", {}).items() if key != "weights"}
    return {**document, "matching": matching}
