"""Floor 2's tables: who with whom."""

from matching.models.match import Match, MatchAnswer, MatchComment, StartMeeting
from matching.models.plan import ForbiddenPair, MatchingRun, PlannedPair
from matching.models.suggestion import Suggestion

__all__ = [
    "ForbiddenPair",
    "Match",
    "MatchAnswer",
    "MatchComment",
    "MatchingRun",
    "PlannedPair",
    "StartMeeting",
    "Suggestion",
]
