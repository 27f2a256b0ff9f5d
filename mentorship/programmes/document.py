"""A programme's document, typed: all that a programme demands, counts and calls things is read here."""

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from mentorship.programmes.schema import ProgrammeDocument
from mentorship.programmes.schema.frame import Word, WordForms

if TYPE_CHECKING:
    from mentorship.models.programme import Programme

_WORDS = ("refugee", "mentor", "match", "activity", "task_group")


def programme_document(programme: "Programme") -> ProgrammeDocument:
    """The typed view of `programme.document`. Frozen and shared: the same text gives the same object.

    Kept with the instance until its `document` is another object: change a document by replacing it.
    """
    kept: tuple[Any, ProgrammeDocument] | None = programme.__dict__.get("_typed_document")
    if kept is None or kept[0] is not programme.document:
        kept = (programme.document, parse_document(stored_text(programme.document)))
        programme.__dict__["_typed_document"] = kept
    return kept[1]


def stored_text(data: dict[str, Any]) -> str:
    """A document as canonical text: the same content gives the same text, in whatever order it came."""
    return json.dumps(data, sort_keys=True, default=str)


@lru_cache(maxsize=64)
def parse_document(text: str) -> ProgrammeDocument:
    """A stored document: its vocabularies are trusted, since they were checked when it was loaded."""
    return ProgrammeDocument.model_validate_json(text, context={"stored": True})


def as_json(document: ProgrammeDocument) -> dict[str, Any]:
    """What is stored: only what the file says, so that defaults may improve without a new version."""
    stored: dict[str, Any] = json.loads(document.model_dump_json(exclude_unset=True))
    return stored


class ScreenWords:
    """The programme's words in one language: `words.refugee.one`, `.many`, `.the`, `.the_many`."""

    refugee: WordForms
    mentor: WordForms
    match: WordForms
    activity: WordForms
    task_group: WordForms

    def __init__(self, document: ProgrammeDocument, language: str):
        for name in _WORDS:
            word = getattr(document.words, name) or _USUAL[name]
            setattr(self, name, _forms(word, language))


def words(programme: "Programme", language: str | None = None) -> ScreenWords:
    """The programme's screen words in `language` (default: the active one), for templates and sentences."""
    code = (language or get_language() or "da").split("-")[0]
    return ScreenWords(programme_document(programme), code)


def _forms(word: Word, language: str) -> WordForms:
    """Forms in `language`, else English, Danish, or whichever language the word has."""
    for code in (language, "en", "da", "sv", "nb"):
        forms: WordForms | None = getattr(word, code, None)
        if forms:
            return forms
    raise LookupError(f"a word without forms in {', '.join(Word.model_fields)}")


_USUAL = {
    "activity": Word(
        da=WordForms(one="aktivitet", many="aktiviteter", the="aktiviteten", the_many="aktiviteterne"),
        en=WordForms(one="activity", many="activities", the="the activity", the_many="the activities"),
        sv=WordForms(one="aktivitet", many="aktiviteter", the="aktiviteten", the_many="aktiviteterna"),
        nb=WordForms(one="aktivitet", many="aktiviteter", the="aktiviteten", the_many="aktivitetene"),
    ),
    "task_group": Word(
        da=WordForms(
            one="indsatsgruppe", many="indsatsgrupper", the="indsatsgruppen", the_many="indsatsgrupperne"
        ),
        en=WordForms(one="task group", many="task groups", the="the task group", the_many="the task groups"),
        sv=WordForms(
            one="arbetsgrupp", many="arbetsgrupper", the="arbetsgruppen", the_many="arbetsgrupperna"
        ),
        nb=WordForms(
            one="arbeidsgruppe", many="arbeidsgrupper", the="arbeidsgruppen", the_many="arbeidsgruppene"
        ),
    ),
}
