"""What choosing a mentor would do to the draft: for each mentor shown, and for the one looked at to whom."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.drafts import Draft
from matching.planner import Effect
from mentorship.models import Mentor, Refugee
from mentorship.templatetags.danish import da_number

TOLD_UP_TO = 60_000  # pairs; in a plan of no more, what each mentor's choice moves is told at once
NAMED, NAMED_ASIDE = 4, 2  # people moved that are named, at the row and beside it; the rest are counted
ALMOST = 0.05  # points; a change below is none


class Costs:
    """Of the draft for one refugee; without a draft, or with the refugee left out, nothing costs anything."""

    def __init__(self, draft: Draft | None, refugee: Refugee, looked_at: str | None):
        self.draft, self.refugee = draft, refugee
        self.left_out = draft is not None and refugee.pk in draft.standing.left_out
        self.planned = draft.mentors.get(refugee.pk) if draft else None
        self._asks = draft is not None and not self.left_out
        self._costs = draft.planner.costs(refugee.pk) if draft and self._asks else {}
        self._looked_at = int(looked_at) if looked_at and looked_at.isdecimal() else None
        self._people: dict[int, Refugee] = {}
        self._mentors: dict[int, Mentor] = {}
        self._effects: dict[int, Effect] = {}

    def of(self, mentor: int, shown: dict[int, Mentor]) -> dict[str, Any]:
        """What the row of this mentor says of the plan."""
        if self.draft is None:
            return {"plan": None}
        cost = self._costs.get(mentor)
        locked = self.draft.standing.locks.get(self.refugee.pk) == mentor
        plan = {
            "is_pair": self.planned == mentor,
            "locked": locked,
            "apart": (self.refugee.pk, mentor) in self.draft.standing.without,
            "full": self._asks and cost is None,
            "change": signed(cost.total_change) if cost else "",
            "tone": tone(cost.matched_change, cost.total_change) if cost else "",
            "people": people_line(cost.matched_change) if cost else "",
            "open": mentor == self._looked_at,
            "moves": [],
        }
        if cost and self._tells(mentor) and self.planned != mentor:
            plan["moves"] = self._moves(mentor, shown)
        return {"plan": plan}

    def _tells(self, mentor: int) -> bool:
        scores = self.draft.scores if self.draft else None
        small = scores is not None and len(scores.refugees) * len(scores.mentors) <= TOLD_UP_TO
        return small or mentor == self._looked_at

    def _effect(self, mentor: int) -> Effect:
        if mentor not in self._effects and self.draft:
            self._effects[mentor] = self.draft.planner.cost(self.refugee.pk, mentor)
        return self._effects[mentor]

    def preview(self, shown: dict[int, Mentor]) -> dict[str, Any] | None:
        """The mentor looked at, with what choosing it would do, and whether another costs less."""
        mentor = shown.get(self._looked_at or 0)
        if self.draft is None or mentor is None or mentor.pk not in self._costs or self.planned == mentor.pk:
            return None
        cost, run = self._costs[mentor.pk], self.draft.run
        score = self.draft.scores.score(self.refugee.pk, mentor.pk) if self.draft.scores else None
        return {
            "pk": mentor.pk,
            "label": mentor.label,
            "pair": da_number(score),
            "moves": self._moves(mentor.pk, shown, NAMED_ASIDE),
            "total": da_number(run.total + cost.total_change),
            "matched": run.matched + cost.matched_change,
            "waiting": run.waiting,
            "change": signed(cost.total_change),
            "tone": tone(cost.matched_change, cost.total_change),
            "people": people_line(cost.matched_change),
            "better": self._better(mentor.pk, shown),
        }

    def _better(self, mentor: int, shown: dict[int, Mentor]) -> dict[str, Any] | None:
        """The mentor on the page whose choice costs the plan least, where that is another one."""
        here = {pk: self._costs[pk] for pk in shown if pk in self._costs and pk != self.planned}
        best = max(here, key=lambda pk: (here[pk].matched_change, here[pk].total_change), default=mentor)
        gain = self._costs[best].total_change - self._costs[mentor].total_change
        if best == mentor or (
            self._costs[best].matched_change == self._costs[mentor].matched_change and gain < 1
        ):
            return None
        return {
            "pk": best,
            "label": shown[best].label,
            "gain": da_number(gain),
            "more": self._costs[best].matched_change > self._costs[mentor].matched_change,
        }

    def _moves(self, mentor: int, shown: dict[int, Mentor], named: int = NAMED) -> list[str]:
        """Who is moved, in sentences: those who lose the place first, then by how much they lose."""
        moved = [move for move in self._effect(mentor).moved if move[0] != self.refugee.pk]
        self._read(moved, shown)
        lines = sorted(((self._points(r, a) - self._points(r, b), r, b, a) for r, b, a in moved), key=_worst)
        told = [self._sentence(*line) for line in lines[:named]]
        if len(lines) > named:
            more = len(lines) - named
            others = ngettext("%(count)d more is moved.", "%(count)d more are moved.", more)
            told.append(others % {"count": more})
        return told

    def _read(self, moved: list[Any], shown: dict[int, Mentor]) -> None:
        """Names of those moved; 2 queries."""
        refugees = {refugee for refugee, _before, _after in moved} - self._people.keys()
        mentors = {of for _r, before, after in moved for of in (before, after) if of}
        mentors -= self._mentors.keys() | shown.keys()
        if refugees:
            self._people |= {
                row.pk: row for row in Refugee.objects.filter(pk__in=refugees).select_related("person")
            }
        if mentors:
            self._mentors |= {
                row.pk: row for row in Mentor.objects.filter(pk__in=mentors).select_related("person")
            }
        self._mentors |= {of: shown[of] for of in shown}

    def _points(self, refugee: int, mentor: int | None) -> float:
        scores = self.draft.scores if self.draft else None
        return (scores.score(refugee, mentor) or 0.0) if scores and mentor is not None else 0.0

    def _sentence(self, change: float, refugee: int, before: int | None, after: int | None) -> str:
        said = {
            "who": _label(self._people.get(refugee)),
            "to": _label(self._mentors.get(after or 0)),
            "was": da_number(self._points(refugee, before)),
            "is": da_number(self._points(refugee, after)),
        }
        if after is None:
            return _("%(who)s loses the pair (%(was)s points).") % said
        if before is None:
            return _("%(who)s gets a pair with %(to)s (%(is)s points).") % said
        return _("%(who)s moves to %(to)s: %(was)s becomes %(is)s.") % said

    def looked_up(self, shown: dict[int, Mentor]) -> set[int]:
        """People whose names were read to say who is moved."""
        return {row.person_id for row in (*self._people.values(), *self._mentors.values())}


def _worst(line: Any) -> Any:
    change, _refugee, _before, after = line
    return (after is not None, change)


def _label(row: Mentor | Refugee | None) -> str:
    return row.label if row else _("somebody no longer in the register")


def signed(points: float) -> str:
    """A change of points with its sign, whole; 0 for next to nothing."""
    if abs(points) < ALMOST or round(points) == 0:
        return "0"
    return f"+{da_number(points)}" if points > 0 else f"−{da_number(-points)}"


def tone(matched: int, points: float) -> str:
    if matched < 0 or (matched == 0 and round(points) < 0):
        return "loss"
    return "gain" if matched > 0 or round(points) > 0 else ""


def people_line(matched: int) -> str:
    """How many more or fewer get a pair; empty where it is as many."""
    if not matched:
        return ""
    if matched > 0:
        return ngettext("%(count)d more gets a pair", "%(count)d more get a pair", matched) % {
            "count": matched
        }
    return ngettext("%(count)d fewer gets a pair", "%(count)d fewer get a pair", -matched) % {
        "count": -matched
    }
