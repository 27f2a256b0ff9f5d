"""The words that sentences of matching are filled with: interests, fields, times, levels, languages."""

from collections.abc import Callable, Sequence

from babel import Locale, UnknownLocaleError


def _(word: str) -> str:
    """Marks a word for the catalogue; it is translated when it is said."""
    return word


WORDS: dict[str, str] = {
    "the.refugee": _("the refugee"),
    "the.mentor": _("the mentor"),
    "the.both": _("either of them"),
    "and": _("and"),
    "female": _("a woman"),
    "male": _("a man"),
    "other": _("another gender"),
    "weekday_day": _("weekdays in the daytime"),
    "weekday_evening": _("weekdays in the evening"),
    "weekend": _("weekends"),
    "need.work": _("work"),
    "need.education": _("education"),
    "need.language": _("the language"),
    "need.network": _("a network"),
    "need.everyday": _("everyday life"),
    "none": _("no schooling"),
    "primary": _("primary school"),
    "upper_secondary": _("upper secondary school"),
    "vocational": _("vocational training"),
    "short_higher": _("short higher education"),
    "medium_higher": _("medium higher education"),
    "long_higher": _("long higher education"),
    "interest.running": _("running"),
    "interest.cycling": _("cycling"),
    "interest.football": _("football"),
    "interest.swimming": _("swimming"),
    "interest.fitness": _("fitness"),
    "interest.handball": _("handball"),
    "interest.badminton": _("badminton"),
    "interest.hiking": _("hiking"),
    "interest.nature": _("nature"),
    "interest.gardening": _("gardening"),
    "interest.fishing": _("fishing"),
    "interest.animals": _("animals"),
    "interest.cooking": _("cooking"),
    "interest.baking": _("baking"),
    "interest.handicraft": _("handicraft"),
    "interest.sewing": _("sewing"),
    "interest.art": _("art"),
    "interest.photography": _("photography"),
    "interest.woodwork": _("woodwork"),
    "interest.music": _("music"),
    "interest.dance": _("dance"),
    "interest.theatre": _("theatre"),
    "interest.film": _("film"),
    "interest.reading": _("reading"),
    "interest.games": _("games"),
    "interest.chess": _("chess"),
    "interest.computers": _("computers"),
    "interest.politics": _("politics"),
    "interest.languages": _("languages"),
    "field.health": _("health"),
    "field.care": _("care"),
    "field.teaching": _("teaching"),
    "field.childcare": _("childcare"),
    "field.social work": _("social work"),
    "field.building": _("building"),
    "field.electrical": _("electrical"),
    "field.metal and machines": _("metal and machines"),
    "field.engineering": _("engineering"),
    "field.it": _("it"),
    "field.kitchen": _("kitchen"),
    "field.hotel and service": _("hotel and service"),
    "field.cleaning": _("cleaning"),
    "field.shop": _("shop"),
    "field.transport": _("transport"),
    "field.farming": _("farming"),
    "field.hair and beauty": _("hair and beauty"),
    "field.textile": _("textile"),
    "field.finance": _("finance"),
    "field.office": _("office"),
    "field.production": _("production"),
    "field.security": _("security"),
    "field.arts": _("arts"),
    "language.prs": _("Dari"),
    "language.kmr": _("Kurmanji"),
}

_PREFIX = {"interests": "interest.", "needs": "need.", "unmet": "need.", "field": "field.", "other": "field."}


def word_for(name: str, value: object, translate: Callable[[str], str], locale: str) -> str:
    """Word for the value of the blank `name`; a code the table doesn't have is its own word."""
    if name == "language":
        return language_name(str(value), translate, locale)
    if name in ("refugees", "mentors") and f"interest.{value}" in WORDS:
        return translate(WORDS[f"interest.{value}"])
    code = f"{_PREFIX.get(name, '')}{value}"
    return translate(WORDS[code]) if code in WORDS and name != "occupation" else str(value)


def list_of(words: Sequence[str], translate: Callable[[str], str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {translate(WORDS['and'])} {words[-1]}"


def language_name(code: str, translate: Callable[[str], str], locale: str) -> str:
    """Name of a language as the locale writes it within a sentence."""
    if f"language.{code}" in WORDS:
        return translate(WORDS[f"language.{code}"])
    try:
        return Locale.parse(locale, sep="-").languages.get(code, code)
    except (UnknownLocaleError, ValueError):
        return code
