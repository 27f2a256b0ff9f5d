"""The columns of the ranked list: the heaviest criteria one by one, the rest together: they add up."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import pgettext

from matching.showing import Bar, bars, columns

ALONE = 5  # criteria with a column of their own, where there are more than fit
FIT = 6
REST = "rest"


def heads_of(weights: Mapping[str, float]) -> list[dict[str, Any]]:
    """Column heads, heaviest first: key, label, and what the criterion is worth of 100 where all is known."""
    weighed = {key: weight for key, weight in weights.items() if weight > 0}
    heads = columns(weighed)
    if len(weighed) <= FIT:
        return heads
    rest = 100 - sum(head["weight"] for head in heads[:ALONE])
    return [*heads[:ALONE], {"key": REST, "label": pgettext("criterion", "Other"), "weight": rest}]


def bars_under(heads: Sequence[Mapping[str, Any]], because: Sequence[Mapping[str, Any]]) -> list[Bar]:
    """The bars of one pair under these heads."""
    keys = [head["key"] for head in heads]
    if REST not in keys:
        return bars(because, keys)
    every = bars(because)
    others = [bar for bar in every if bar.key not in keys]
    known = [bar for bar in others if bar.value is not None]
    together = Bar(
        key=REST,
        label=pgettext("criterion", "Other"),
        value=sum(bar.value or 0.0 for bar in known) if known else None,
        maximum=sum(bar.maximum for bar in known or others),
        text="; ".join(bar.text for bar in others),
    )
    return [*bars(because, keys[:-1]), together]
