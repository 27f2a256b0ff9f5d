"""How people heard of the programme: the programme's own channels, and the other words in use."""

from mentorship.models import Mentor, Programme, Refugee
from mentorship.people.roster.folding import fold
from mentorship.programmes.document import programme_document


def channel_keys(programme: Programme) -> dict[str, str]:
    """The key of each channel the programme names, by every way of writing it, folded."""
    recruitment = programme_document(programme).recruitment if programme.document else None
    entries = recruitment.channels if recruitment else ()
    words = ((word, entry.key) for entry in entries for word in (entry.label.da, entry.label.en, entry.key))
    return {fold(word): key for word, key in words if word}


def channel_labels(programme: Programme) -> dict[str, str]:
    """The words of each channel the programme names, by its key, in the programme's order."""
    return {entry.key: str(entry.label) for entry in programme_document(programme).recruitment.channels}


def channels_in_use(programme: Programme) -> list[str]:
    """Words written of people of the programme that are none of its channels; each spelling's first."""
    known = channel_keys(programme)
    found: dict[str, str] = {}
    for model in (Mentor, Refugee):
        rows = model._default_manager.filter(programme=programme).exclude(recruited_through="")
        for said in rows.order_by("recruited_through").values_list("recruited_through", flat=True).distinct():
            if fold(said) not in known:
                found.setdefault(fold(said), said)
    return sorted(found.values(), key=fold)
