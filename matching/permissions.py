"""Who may take which step with a match, beyond being allowed to see it."""

from typing import TYPE_CHECKING

from matching.states import MatchAction
from mentorship.models import User
from mentorship.permissions import GRANTS, Permission, Role
from mentorship.programmes.document import programme_document

if TYPE_CHECKING:
    from matching.models import Match

STEP_PERMISSIONS: dict[MatchAction, Permission] = {
    MatchAction.BACK: Permission.MATCH_BACK,
    MatchAction.WITHDRAW: Permission.MATCH_PROPOSE,
}


def may_take(user: User, match: "Match", action: MatchAction) -> bool:
    """Whether `user` may take `action` with a match he or she sees.

    Whoever the programme lets hold the start meeting plans and starts it; the rest is decided by the leader.
    """
    if user.may(STEP_PERMISSIONS.get(action, Permission.MATCH_DECIDE), match.programme):
        return True
    return action == MatchAction.START and may_hold_start_meeting(user, match)


def may_hold_start_meeting(user: User, match: "Match") -> bool:
    """The role the programme names, bound to this match's municipality or organisation."""
    meeting = programme_document(match.programme).start_meeting
    role = Role(meeting.held_by) if meeting else Role.PROJECT_LEADER
    bindings = [binding for binding in user.roles_in(match.programme) if binding.role == role]
    if role == Role.CONSULTANT:
        return any(binding.municipality_id == match.refugee.municipality_id for binding in bindings)
    if role == Role.PARTNER:
        return any(binding.organisation_id == match.mentor.organisation_id for binding in bindings)
    return bool(bindings)


def sees_whole_refugee(user: User, match: "Match") -> bool:
    """Whether `user` may see the refugee's case; a partner is told only what the mentor is told."""
    for binding in user.roles_in(match.programme):
        granted = GRANTS[Role(binding.role)]
        if Permission.REFUGEE_VIEW not in granted or Permission.MATCH_VIEW not in granted:
            continue
        if binding.municipality_id in (None, match.refugee.municipality_id):
            return True
    return False
