"""What every part of a programme file is made of: strict parts, keys, texts and codes."""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)

from mentorship.programmes.vocabulary import INDICATORS, MATCH_CRITERIA, PROFILE_FIELDS, Vocabulary

SCREEN_LANGUAGES = ("da", "en", "sv", "nb")
Ordered = TypeVar("Ordered", float, date)
_KEY = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")
_CODE = re.compile(r"\d{3,4}")
_DAY_OF_YEAR = re.compile(r"[0-9]{2}-[0-9]{2}")


class Part(BaseModel):
    """A group of fields: unknown fields are refused, nothing is converted, nothing changes afterwards."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _check_key(value: str) -> str:
    if not _KEY.fullmatch(value) or len(value) > 50:
        raise ValueError(
            _("allowed: at most 50 small letters, digits and single hyphens or underscores, a letter first")
        )
    return value


def _code_as_text(value: Any) -> Any:
    return f"{value:03d}" if isinstance(value, int) and not isinstance(value, bool) else value


def _check_code(value: str) -> str:
    if not _CODE.fullmatch(value):
        raise ValueError(_("allowed: a municipality code of three digits (four outside Denmark)"))
    return value


def _check_day_of_year(value: str) -> str:
    """A day of every year: a leap year knows them all."""
    try:
        if not _DAY_OF_YEAR.fullmatch(value):
            raise ValueError
        date.fromisoformat(f"2000-{value}")
    except ValueError:
        raise ValueError(_("allowed: a month and a day of it, as 12-24")) from None
    return value


def _check_filled(value: str) -> str:
    if not value.strip():
        raise ValueError(_("must not be empty"))
    return value


def _term_of(vocabulary: Vocabulary) -> Callable[[str, ValidationInfo], str]:
    """Validator of a vocabulary's keys; a document already stored is trusted (context `stored`)."""

    def check(value: str, info: ValidationInfo) -> str:
        if not (info.context or {}).get("stored") and value not in vocabulary:
            raise ValueError(
                _("“%(value)s” is not %(what)s; allowed: %(allowed)s")
                % {"value": value, "what": vocabulary.what, "allowed": ", ".join(vocabulary.keys())}
            )
        return value

    return check


Key = Annotated[str, AfterValidator(_check_key)]
Line = Annotated[str, AfterValidator(_check_filled), Field(max_length=300)]
Prose = Annotated[str, AfterValidator(_check_filled), Field(max_length=5000)]
MunicipalityCode = Annotated[str, BeforeValidator(_code_as_text), AfterValidator(_check_code)]
DayOfYear = Annotated[str, AfterValidator(_check_day_of_year)]
Country = Literal["DK", "SE", "NO", "FI"]
Currency = Literal["DKK", "SEK", "NOK", "EUR"]
IndicatorKey = Annotated[str, AfterValidator(_term_of(INDICATORS))]
MatchCriterionKey = Annotated[str, AfterValidator(_term_of(MATCH_CRITERIA))]
ProfileField = Annotated[str, AfterValidator(_term_of(PROFILE_FIELDS))]

Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]
Percent = Annotated[float, Field(ge=0, le=100)]
Amount = Annotated[float, Field(ge=0)]
Side = Literal["mentor", "refugee"]
# Who does a piece of work: three of the product's roles, or somebody outside it.
Doer = Literal["project_leader", "consultant", "partner"]
Worker = Literal["project_leader", "consultant", "partner", "task_group", "training_provider", "evaluator"]


class Text(Part):
    """A text on a screen. Every language of the programme (`languages`) must be there."""

    da: Prose | None = None
    en: Prose | None = None
    sv: Prose | None = None
    nb: Prose | None = None

    def __str__(self) -> str:
        return self.on_screen()

    def on_screen(self, language: str | None = None) -> str:
        """The text in `language` (default: the active one), else English, Danish, or whichever there is."""
        wanted = (language or get_language() or "en").split("-")[0]
        for code in (wanted, "en", "da", "sv", "nb"):
            if code in SCREEN_LANGUAGES and (text := getattr(self, code)):
                return str(text)
        return ""

    @model_validator(mode="after")
    def _check_any(self) -> "Text":
        if not self.on_screen():
            raise ValueError(
                _("must have a text in at least one language: %(codes)s") % {"codes": "da, en, sv, nb"}
            )
        return self


class Entry(Part):
    """A coded choice: the key is stored, the label is shown."""

    key: Key
    label: Text


class Span(Part):
    """From one number to another, both included; an open end is left out."""

    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _check_order(self) -> "Span":
        check_order(self.at_least, self.at_most, "at_least", "at_most")
        if self.at_least is None and self.at_most is None:
            raise ValueError(_("must have %(first)s or %(last)s") % {"first": "at_least", "last": "at_most"})
        return self


class Every(Part):
    """How often something happens: give exactly one of the fields."""

    days: Positive | None = None
    weeks: Positive | None = None
    months: Positive | None = None
    times_a_year: Positive | None = None
    by_need: Literal[True] | None = None

    @model_validator(mode="after")
    def _check_one(self) -> "Every":
        if len(self.model_fields_set) != 1:
            raise ValueError(
                _("must have exactly one of: %(fields)s") % {"fields": ", ".join(type(self).model_fields)}
            )
        return self


def check_order(first: Ordered | None, last: Ordered | None, first_name: str, last_name: str) -> None:
    """Refuse a pair whose second end lies before the first."""
    if first is not None and last is not None and last < first:
        raise ValueError(
            _("%(last)s must not be before %(first)s") % {"first": first_name, "last": last_name}
        )
