"""What can be done with matches and plans: by a user, in one transaction, signed in the trail."""

from matching.services.deciding import (
    accept_match,
    advise_against,
    back_match,
    comment_match,
    record_answer,
    what_acceptance_lacks,
)
from matching.services.plans import make_plan, start_plan_job
from matching.services.proposing import allow_pair, forbid_pair, propose_match, withdraw_match
from matching.services.putting_forward import PutForward, discard_plan, put_plan_forward
from matching.services.running import (
    end_match,
    pause_match,
    plan_start_meeting,
    reopen_match,
    resume_match,
    start_match,
)

__all__ = [
    "PutForward",
    "accept_match",
    "advise_against",
    "allow_pair",
    "back_match",
    "comment_match",
    "discard_plan",
    "end_match",
    "forbid_pair",
    "make_plan",
    "pause_match",
    "plan_start_meeting",
    "propose_match",
    "put_plan_forward",
    "record_answer",
    "reopen_match",
    "resume_match",
    "start_match",
    "start_plan_job",
    "what_acceptance_lacks",
    "withdraw_match",
]
