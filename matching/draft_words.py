"""What a draft says of people, in words: why somebody is left, and what a change did."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.criteria.reason import because
from matching.plan_scores import StoredScores
from matching.sentences import say


def rule_lines(scores: StoredScores, refugee: int) -> list[dict[str, Any]]:
    """The rules that excluded mentors for one refugee when the plan was made, the heaviest first."""
    of = len(scores.mentors)
    return [
        {
            "rule": rule,
            "mentors_ruled_out": count,
            "text": say(because(f"out.{rule}", count=count, of=of)),
        }
        for rule, count in scores.ruled_out(refugee)
    ]


def left_because(scores: StoredScores, refugee: int, *, left_out: bool) -> list[dict[str, Any]]:
    """Why somebody has no pair in the plan."""
    if left_out:
        return [{"rule": "left_out", "mentors_ruled_out": 0, "text": _("Left out of this plan.")}]
    return rule_lines(scores, refugee) + crowded_out(len(scores.ranked(refugee)))


def crowded_out(fitting: int) -> list[dict[str, Any]]:
    """Where mentors fit, but the plan needs their places for others."""
    if not fitting:
        return []
    text = ngettext(
        "%(count)d mentor fits, but the place is needed for somebody else in this plan.",
        "%(count)d mentors fit, but their places are needed for others in this plan.",
        fitting,
    ) % {"count": fitting}
    return [{"rule": "places_needed", "mentors_ruled_out": fitting, "text": text}]
