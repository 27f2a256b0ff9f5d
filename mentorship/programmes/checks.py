"""What one part of a programme file demands of another: keys that exist, sums that agree, dates in order.

The checks read plain data, so that they also run on a file whose single fields are wrong: a writer sees
everything in one pass. A value of the wrong type is the schema's to report and is passed over here.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from mentorship.programmes.schema.base import Text
from mentorship.programmes.source import Location

Found = Iterator[tuple[Location, str]]


def check_document(data: Any) -> list[tuple[Location, str]]:
    """Problems between parts, whether or not the schema has refused some field."""
    found: list[tuple[Location, str]] = []
    for check in (_unique, _references, _weights, _split_parties, _budget, _dates, _languages, _consents):
        found += check(data)
    return found


def _group(data: Any, *path: str) -> dict[str, Any]:
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _items(data: Any, *path: str) -> Iterator[tuple[Location, dict[str, Any]]]:
    """The groups of the list at `path`, each with its location."""
    holder = _group(data, *path[:-1]) if len(path) > 1 else data
    values = holder.get(path[-1]) if isinstance(holder, dict) else None
    for number, value in enumerate(values if isinstance(values, list) else []):
        if isinstance(value, dict):
            yield (*path, number), value


def _keys(data: Any, *path: str, by: str = "key") -> list[str]:
    return [_code(item[by]) for _place, item in _items(data, *path) if by in item]


def _code(value: Any) -> str:
    return f"{value:03d}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _walk(value: Any, location: Location = ()) -> Iterator[tuple[Location, Any]]:
    yield location, value
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for part, child in children:
        yield from _walk(child, (*location, part))


def _unique(data: Any) -> Found:
    """Keys are unique in their list; municipality codes too."""
    for location, value in _walk(data):
        if not isinstance(value, list):
            continue
        by = (
            "code"
            if location == ("municipalities",)
            else "kind"
            if location[-1:] == ("clearances",)
            else "key"
        )
        seen: set[str] = set()
        for number, item in enumerate(value):
            key = _code(item[by]) if isinstance(item, dict) and item.get(by) is not None else None
            if key is not None and key in seen:
                yield (
                    (*location, number, by),
                    _("“%(key)s” is used twice in this list; each must be its own") % {"key": key},
                )
            elif key is not None:
                seen.add(key)


# A field that names a key, and the list the key must be in.
_REFERENCES: dict[str, tuple[str, ...]] = {
    "phase": ("phases",),
    "compare_with": ("populations",),
    "population": ("populations",),
    "part_of": ("populations",),
    "replaces": ("populations",),
    "questionnaire": ("questionnaires",),
    "organisation": ("organisations",),
    "activity": ("activities",),
    "exit": ("exits",),
    "steps": ("follow_up", "plan"),
    "conflicts_with": ("results",),
}
_NOT_REFERENCES = (("words",), ("data_protection",), ("consents",))


def _references(data: Any) -> Found:
    """What is named somewhere is listed somewhere."""
    for location, value in _walk(data):
        name = location[-1] if location else ""
        if name not in _REFERENCES or (location[:1] in _NOT_REFERENCES) or isinstance(value, dict):
            continue
        known = _keys(data, *_REFERENCES[name])
        for key in value if isinstance(value, list) else [value]:
            if isinstance(key, str) and key not in known:
                yield (
                    location,
                    _("“%(key)s” is not in the list %(list)s; allowed: %(allowed)s")
                    % {"key": key, "list": ".".join(_REFERENCES[name]), "allowed": ", ".join(known) or "-"},
                )


def _weights(data: Any) -> Found:
    """Where mentors are matched, something must weigh, and nothing may weigh less than nothing."""
    matching = _group(data, "matching")
    weights = _group(data, "matching", "weights")
    numbers = {key: weight for key, weight in weights.items() if isinstance(weight, int | float)}
    for key, weight in numbers.items():
        if weight < 0:
            yield ("matching", "weights", key), _("a weight must be 0 or more")
    if matching.get("counterpart") == "mentor":
        if not any(weight > 0 for weight in numbers.values()) and len(numbers) == len(weights):
            yield ("matching", "weights"), _("at least one weight must be more than 0")
        if "rules" not in matching:
            yield ("matching",), _("“rules” is missing: what rules a pair out when mentors are matched")


def _split_parties(data: Any) -> Found:
    """Targets are split among those who take part."""
    for location, criterion in _items(data, "criteria"):
        for field, path, by in (
            ("by_municipality", "municipalities", "code"),
            ("by_organisation", "organisations", "key"),
        ):
            known = _keys(data, path, by=by)
            for key in _group(criterion, field):
                if _code(key) not in known:
                    yield (
                        (*location, field, key),
                        _("“%(key)s” is not in the list %(list)s; allowed: %(allowed)s")
                        % {"key": key, "list": path, "allowed": ", ".join(known) or "-"},
                    )


def _budget(data: Any) -> Found:
    """Where money comes from adds up to the total; where it goes may leave a rest that isn't broken down."""
    total = _group(data, "budget").get("total")
    if not isinstance(total, int | float):
        return
    for field in ("sources", "lines"):
        amounts = [line.get("amount") for _place, line in _items(data, "budget", field)]
        numbers = [amount for amount in amounts if isinstance(amount, int | float)]
        rest = total - sum(numbers)
        wrong = abs(rest) > 0.005 if field == "sources" else rest < -0.005
        if numbers and len(numbers) == len(amounts) and wrong:
            sums = {"sum": f"{sum(numbers):.15g}", "total": f"{total:.15g}"}
            yield ("budget", field), _("adds up to %(sum)s, but “total” is %(total)s") % sums
    each = _group(data, "budget", "cost_each")
    amount, over = each.get("amount"), each.get("over")
    if isinstance(amount, int | float) and isinstance(over, int) and abs(amount * over - total) > 0.5 * over:
        yield ("budget", "cost_each"), _("“amount” × “over” must be “total”")


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _dates(data: Any) -> Found:
    """Phases and due dates lie inside the programme; what comes after it is `follow_up_ends_on`'s."""
    period = _group(data, "period")
    first, last = _date(period.get("starts_on")), _date(period.get("ends_on"))
    end = _date(period.get("follow_up_ends_on")) or last
    if not first or not last or not end:
        return
    for path, limit in ((("phases",), last), (("criteria",), end)):
        for location, item in _items(data, *path):
            for field in ("starts_on", "ends_on", "due_on"):
                on = _date(item.get(field))
                if on and not first <= on <= limit:
                    yield (
                        (*location, field),
                        _("must lie between %(first)s and %(last)s, the programme's own dates")
                        % {"first": first.isoformat(), "last": limit.isoformat()},
                    )


def _languages(data: Any) -> Found:
    """Every text is there in every language the programme says it speaks."""
    languages = data.get("languages", ["da", "en"]) if isinstance(data, dict) else []
    wanted = [code for code in languages if code in Text.model_fields] if isinstance(languages, list) else []
    for location, value in _walk(data):
        if not isinstance(value, dict) or not value or location[:1] == ("consents",):
            continue
        if set(value) <= set(Text.model_fields):
            for code in wanted:
                if not value.get(code):
                    yield (
                        location,
                        _("lacks the language “%(code)s”, which “languages” promises") % {"code": code},
                    )


def _consents(data: Any) -> Found:
    """A consent has its text at least in the programme's first language."""
    languages = data.get("languages", ["da"]) if isinstance(data, dict) else []
    first = languages[0] if isinstance(languages, list) and languages else "da"
    for location, consent in _items(data, "consents"):
        text = _group(consent, "text")
        if text and first not in text:
            yield (
                (*location, "text"),
                _("lacks the language “%(code)s”, which “languages” promises") % {"code": first},
            )
