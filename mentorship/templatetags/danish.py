"""Numbers, shares and dates as Danes write them, whatever the language of the page."""

import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django import template
from django.utils import timezone
from django.utils.translation import ngettext

from mentorship import clock

register = template.Library()

UNKNOWN = "–"


def _decimal(value: object) -> Decimal | None:
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _date(value: object) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, datetime.date) else None


@register.filter
def da_number(value: object, decimals: int = 0) -> str:
    """1234.5 with 1 decimal is '1.234,5'; unknown is a dash. Halves round away from zero."""
    number = _decimal(value)
    if number is None:
        return UNKNOWN
    rounded = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    return f"−{text}" if rounded < 0 else text


@register.filter
def signed(value: object, decimals: int = 0) -> str:
    """As da_number, with a plus sign before what is above zero."""
    text = da_number(value, decimals)
    number = _decimal(value)
    return f"+{text}" if number is not None and number > 0 and text.strip("0,.") else text


@register.filter
def percent(value: object, decimals: int = 0) -> str:
    """A share of 0-1 as '76 %' (no-break space); unknown is a dash."""
    number = _decimal(value)
    return UNKNOWN if number is None else f"{da_number(number * 100, decimals)}\N{NO-BREAK SPACE}%"


@register.filter
def da_date(value: object) -> str:
    """22-11-2026; an instant is shown as its day in Copenhagen."""
    day = _date(value)
    return UNKNOWN if day is None else day.strftime("%d-%m-%Y")


@register.filter
def da_datetime(value: object) -> str:
    """22-11-2026 09.04, in Copenhagen."""
    if not isinstance(value, datetime.datetime):
        return da_date(value)
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return local.strftime("%d-%m-%Y %H.%M")


@register.filter
def da_time(value: object) -> str:
    """09.04, in Copenhagen."""
    if isinstance(value, datetime.time):
        return value.strftime("%H.%M")
    if not isinstance(value, datetime.datetime):
        return UNKNOWN
    return (timezone.localtime(value) if timezone.is_aware(value) else value).strftime("%H.%M")


@register.filter
def days_since(value: object) -> int | None:
    """Whole days from `value` until today; negative if it lies ahead, None if unknown."""
    day = _date(value)
    return None if day is None else (clock.today() - day).days


@register.filter
def days_text(value: object) -> str:
    """'1 dag', '71 dage'; unknown is a dash."""
    number = _decimal(value)
    if number is None:
        return UNKNOWN
    return ngettext("%(count)s day", "%(count)s days", int(number)) % {"count": da_number(number)}


@register.filter
def share_of(value: object, maximum: object) -> str:
    """`value` as a percentage of `maximum` for an SVG attribute: '83.2', kept within 0-100."""
    if isinstance(value, int) and isinstance(maximum, int) and maximum:  # a dot of a strip: many on a page
        return f"{min(max(value / maximum * 100, 0), 100):.1f}"
    part, whole = _decimal(value), _decimal(maximum)
    if part is None or not whole:
        return "0"
    return f"{min(max(part / whole * 100, Decimal(0)), Decimal(100)):.1f}"
