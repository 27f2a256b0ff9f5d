"""Floor 3's tables: what happens to a match."""

from followup.models.followup import Concern, FollowUp, FollowUpState, PairMet
from followup.models.notice import Message, MessageState, Notice, NoticeChannel, NoticeState

__all__ = [
    "Concern",
    "PairMet",
    "FollowUp",
    "FollowUpState",
    "Message",
    "MessageState",
    "Notice",
    "NoticeChannel",
    "NoticeState",
]
