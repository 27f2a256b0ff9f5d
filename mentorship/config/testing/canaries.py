"""A mentor and a refugee with words of their own in every municipality and with every partner."""

from dataclasses import dataclass
from typing import Any

from mentorship.config.testing.access import World
from mentorship.models import Mentor, Programme, Refugee
from mentorship.permissions import Role
from mentorship.testing.factories import MentorFactory, RefugeeFactory

PREFIX = "Gulirisk"  # what all their words begin with, so that a search finds them and no answer echoes one


@dataclass(frozen=True)
class Canary:
    row: Mentor | Refugee
    words: frozenset[str]

    def is_seen_by(self, role: str, world: World) -> bool:
        """Whether the role reaches this very person, as docs/roles.md says: written out once more."""
        if self.row.programme_id != world.home.pk:
            return False
        hats = {binding.role: binding for binding in world.users[role].bindings.all()} if role else {}
        if role == Role.CONSULTANT:
            return bool(self.row.municipality_id == hats[role].municipality_id)
        if role == Role.PARTNER:
            return isinstance(self.row, Mentor) and self.row.organisation_id == hats[role].organisation_id
        return role == Role.PROJECT_LEADER


def set_free(world: World) -> list[Canary]:
    """They wait and have places, so that boards, plans and candidates have a use for them."""
    return [
        canary
        for programme in (world.home, world.away)
        for number, (municipality, organisation) in enumerate(_places(programme))
        for canary in (
            _canary(MentorFactory, programme, number, "m", municipality, organisation=organisation),
            _canary(RefugeeFactory, programme, number, "b", municipality),
        )
    ]


def _places(programme: Programme) -> list[tuple[Any, Any]]:
    """Each municipality and each partner at least once."""
    municipalities = list(programme.municipalities.order_by("code"))
    organisations = list(programme.organisations.order_by("name")) or [None]
    count = max(len(municipalities), len(organisations)) * 2
    return [
        (municipalities[at % len(municipalities)], organisations[(at // 2) % len(organisations)])
        for at in range(count)
    ]


def _canary(
    make: Any, programme: Programme, number: int, side: str, municipality: Any, **more: Any
) -> Canary:
    word = f"{programme.key[:2]}{number}{side}"
    words = {
        "person__name": f"{PREFIX}{word} Opdigtet",
        "person__email": f"{PREFIX.lower()}-{word}@kanarie.invalid",
        "person__phone": f"{PREFIX.lower()}fon-{word}",
        "person__postcode": f"GI{word}"[:10],
        "case_number": f"{PREFIX}-sag-{word}",
        "note": f"{PREFIX.lower()}note-{word}",
    }
    row = make(programme=programme, municipality=municipality, **words, **more)
    return Canary(row, frozenset(words.values()))
