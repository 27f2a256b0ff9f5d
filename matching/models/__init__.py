"""Floor 2's tables: who with whom."""

from matching.models.answer_link import AnswerLink
from matching.models.match import Match, MatchAnswer, MatchComment, StartMeeting
from matching.models.plan import ForbiddenPair, MatchingRun, PlanChange, PlannedPair, PlanScores
from matching.models.seat import ProposedSeat
from matching.models.suggestion import Suggestion

__all__ = [
    "AnswerLink",
    "ForbiddenPair",
    "Match",
    "MatchAnswer",
    "MatchComment",
    "MatchingRun",
    "PlanChange",
    "PlanScores",
    "PlannedPair",
    "ProposedSeat",
    "StartMeeting",
    "Suggestion",
]
