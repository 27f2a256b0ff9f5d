"""A draft as the pages read it: its pairs, what is decided, its points, what has changed since."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from matching.draft_plan import Standing, scores_of, standing_of
from matching.models import MatchingRun
from matching.plan_scores import StoredScores
from matching.planner import Planner, planner_of
from matching.selectors import matchable_mentors, waiting_refugees
from mentorship.models import Programme


@dataclass(frozen=True, slots=True)
class Since:
    """Who has come, gone or changed since the plan was made."""

    came: int
    gone: int
    mentors_came: int
    mentors_gone: int
    changed: int

    @property
    def any(self) -> bool:
        return any((self.came, self.gone, self.mentors_came, self.mentors_gone, self.changed))


class Draft:
    """A plan under way. `mentors`: refugee to mentor; `points`: refugee to the points of the pair."""

    def __init__(self, run: MatchingRun):
        self.run = run
        rows = list(run.pairs.order_by().values_list("refugee_id", "mentor_id", "score"))
        self.mentors: dict[int, int] = {refugee: mentor for refugee, mentor, _score in rows}
        self.points: dict[int, float] = {refugee: score for refugee, _mentor, score in rows}

    @cached_property
    def scores(self) -> StoredScores | None:
        """None for a plan from before its points were kept: it can be read, not changed."""
        return scores_of(self.run)

    @cached_property
    def standing(self) -> Standing:
        return standing_of(self.run)

    @property
    def days(self) -> int:
        """Days of waiting that end with the plan."""
        if self.scores is None:
            return 0
        at = self.scores.refugee_at
        return int(sum(self.scores.priority[at[refugee]] for refugee in self.mentors if refugee in at))

    def knows(self, refugee: int) -> bool:
        """Whether the refugee waited when the plan was made, so that the plan can be asked about them."""
        return self.scores is not None and refugee in self.scores.refugee_at

    @property
    def planner(self) -> Planner:
        """The plan ready to be asked what a change costs. It is shared: never to be changed."""
        planner = planner_of(self.run, self.mentors)
        if planner is None:
            raise ValueError("no points are kept of this plan")
        return planner

    def since(self) -> Since:
        """What has happened to those it is about; 4 queries."""
        if self.scores is None:
            return Since(0, 0, 0, 0, 0)
        run, made = self.run, self.run.created_at
        waiting, mentors = waiting_refugees(run.programme, on=run.on), matchable_mentors(run.programme)
        now, then = set(waiting.order_by().values_list("pk", flat=True)), set(self.scores.refugee_at)
        here, there = set(mentors.order_by().values_list("pk", flat=True)), set(self.scores.mentor_at)
        touched = Q(profile__updated_at__gt=made)
        changed = waiting.filter(touched).order_by().count() + mentors.filter(touched).order_by().count()
        return Since(len(now - then), len(then - now), len(here - there), len(there - here), changed)


def drafts_of(programme: Programme) -> list[MatchingRun]:
    """Plans nobody has put forward or discarded, the one worked in last first."""
    return list(
        programme.matching_runs.filter(state=MatchingRun.State.DRAFT)
        .select_related("updated_by")
        .order_by("-updated_at", "-pk")
    )
