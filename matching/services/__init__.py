"""What can be done with matches and plans: by a user, in one transaction, signed in the trail."""

from matching.services.advising import start_advice_job
from matching.services.answer_links import Way, ask_by_link, revoke_link, why_not_asked
from matching.services.deciding import (
    accept_match,
    advise_against,
    answer_by_link,
    back_match,
    comment_match,
    record_answer,
    what_acceptance_lacks,
)
from matching.services.plans import make_plan, start_plan_job
from matching.services.proposing import allow_pair, forbid_pair, propose_match, withdraw_match
from matching.services.putting_forward import (
    PutForward,
    discard_plan,
    put_plan_forward,
    start_putting_forward,
)
from matching.services.running import (
    end_match,
    pause_match,
    reopen_match,
    resume_match,
    start_match,
)
from matching.services.start_meetings import (
    cancel_start_meeting,
    invite_to_start_meeting,
    plan_start_meeting,
    sign_agreement,
)

__all__ = [
    "PutForward",
    "Way",
    "accept_match",
    "advise_against",
    "allow_pair",
    "answer_by_link",
    "ask_by_link",
    "back_match",
    "cancel_start_meeting",
    "comment_match",
    "discard_plan",
    "end_match",
    "forbid_pair",
    "invite_to_start_meeting",
    "make_plan",
    "pause_match",
    "plan_start_meeting",
    "propose_match",
    "put_plan_forward",
    "record_answer",
    "reopen_match",
    "resume_match",
    "revoke_link",
    "sign_agreement",
    "start_advice_job",
    "start_match",
    "start_plan_job",
    "start_putting_forward",
    "what_acceptance_lacks",
    "why_not_asked",
    "withdraw_match",
]
