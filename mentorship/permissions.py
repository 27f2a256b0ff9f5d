"""Who may do what. A role is granted permissions; a page asks for one, then for the object.

The same table is written out for people in docs/roles.md; a test holds the two together.
"""

from enum import StrEnum, auto

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What hat a person wears in one programme. One person often wears several."""

    PROJECT_LEADER = "project_leader", _("Project leader")
    CONSULTANT = "consultant", _("Integration consultant")
    PARTNER = "partner", _("Partner coordinator")
    TASK_GROUP = "task_group", _("Task group")
    STEERING_GROUP = "steering_group", _("Steering group")
    EVALUATOR = "evaluator", _("External evaluator")
    ADMINISTRATOR = "administrator", _("Administrator")


class Permission(StrEnum):
    REFUGEE_VIEW = auto()
    REFUGEE_CHANGE = auto()
    MENTOR_VIEW = auto()
    MENTOR_CHANGE = auto()
    CPR_REVEAL = auto()
    PEOPLE_IMPORT = auto()
    PEOPLE_SELECT = auto()
    ACTIVITY_VIEW = auto()
    ACTIVITY_CHANGE = auto()
    CANDIDATES_VIEW = auto()
    LOOKUPS_VIEW = auto()
    MATCH_VIEW = auto()
    MATCH_PROPOSE = auto()
    MATCH_BACK = auto()
    MATCH_DECIDE = auto()
    FOLLOWUP_VIEW = auto()
    FOLLOWUP_LOG = auto()
    MESSAGES_VIEW = auto()
    QUARTER_VIEW = auto()
    QUARTER_CLOSE = auto()
    REPORT_MAKE = auto()
    EVALUATION_EXPORT = auto()
    PROGRAMME_VIEW = auto()
    PROGRAMME_CHANGE = auto()
    MILESTONE_MARK = auto()
    USER_CHANGE = auto()


P = Permission

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.PROJECT_LEADER: frozenset(P) - {P.USER_CHANGE, P.PROGRAMME_CHANGE},
    Role.CONSULTANT: frozenset(
        {
            P.REFUGEE_VIEW,
            P.REFUGEE_CHANGE,
            P.MENTOR_VIEW,
            P.CPR_REVEAL,
            P.PEOPLE_SELECT,
            P.ACTIVITY_VIEW,
            P.ACTIVITY_CHANGE,
            P.MATCH_VIEW,
            P.FOLLOWUP_VIEW,
            P.FOLLOWUP_LOG,
            P.QUARTER_VIEW,
            P.PROGRAMME_VIEW,
        }
    ),
    Role.PARTNER: frozenset(
        {
            P.MENTOR_VIEW,
            P.MENTOR_CHANGE,
            P.ACTIVITY_VIEW,
            P.ACTIVITY_CHANGE,
            P.CANDIDATES_VIEW,
            P.MATCH_VIEW,
            P.FOLLOWUP_VIEW,
            P.FOLLOWUP_LOG,
            P.PROGRAMME_VIEW,
        }
    ),
    Role.TASK_GROUP: frozenset({P.MATCH_BACK, P.ACTIVITY_VIEW, P.PROGRAMME_VIEW}),
    Role.STEERING_GROUP: frozenset({P.QUARTER_VIEW, P.REPORT_MAKE, P.PROGRAMME_VIEW}),
    Role.EVALUATOR: frozenset({P.EVALUATION_EXPORT, P.QUARTER_VIEW, P.PROGRAMME_VIEW}),
    Role.ADMINISTRATOR: frozenset({P.USER_CHANGE, P.PROGRAMME_VIEW, P.PROGRAMME_CHANGE}),
}

# Roles that are bound to one municipality, or to one organisation, of a programme.
MUNICIPAL_ROLES = (Role.CONSULTANT,)
ORGANISATION_ROLES = (Role.PARTNER,)

# Who may stand in for whom in a programme: by the role of the absent. An evaluator stays independent;
# who comes from outside the municipality stands in for the own kind alone, a partner in the own organisation.
_STAFF = frozenset({Role.PROJECT_LEADER, Role.CONSULTANT})
STAND_INS: dict[Role, frozenset[Role]] = {
    Role.PROJECT_LEADER: _STAFF,
    Role.CONSULTANT: _STAFF,
    Role.PARTNER: _STAFF | {Role.PARTNER},
    Role.TASK_GROUP: _STAFF | {Role.TASK_GROUP},
    Role.STEERING_GROUP: frozenset({Role.PROJECT_LEADER, Role.STEERING_GROUP}),
    Role.EVALUATOR: frozenset({Role.EVALUATOR}),
    Role.ADMINISTRATOR: frozenset(),
}


def roles_granted(permission: Permission) -> tuple[Role, ...]:
    """The roles that hold `permission`, in the order of `Role`."""
    return tuple(role for role in Role if permission in GRANTS[role])
