"""News from the floors below that follow-up acts on, inside the same transaction."""

from typing import Any

from django.db.models import QuerySet
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from followup.services.history import followed_up, plan_imported, take_back_plan
from followup.services.planning import close_followups, plan_followups, reopen_followups
from matching.models import Match
from matching.signals import (
    imported_matches_built_on,
    imported_matches_taken_back,
    match_state_changed,
    matches_imported,
)
from matching.states import MatchAction
from mentorship.models import ImportBatch, User
from mentorship.people.import_kinds import Blocker


@receiver(match_state_changed, dispatch_uid="followup.plan")
def follow_the_match(
    sender: Any, *, match: Match, action: MatchAction, by: User | None, **kwargs: Any
) -> None:
    if action == MatchAction.START:
        plan_followups(match=match, by=by)
    elif action == MatchAction.END:
        close_followups(match=match, by=by)
    elif action == MatchAction.REOPEN:
        reopen_followups(match=match, by=by)


@receiver(matches_imported, dispatch_uid="followup.plan_imported")
def plan_what_came_in(
    sender: Any, *, matches: list[Match], batch: ImportBatch, by: User | None, **kwargs: Any
) -> None:
    plan_imported(matches=matches, batch=batch, by=by)


@receiver(imported_matches_built_on, dispatch_uid="followup.built_on")
def what_was_followed_up(sender: Any, *, matches: QuerySet[Match], **kwargs: Any) -> list[Blocker]:
    cases = followed_up(matches=list(matches.values_list("pk", flat=True)))
    return [Blocker(_("A follow-up has been logged or postponed"), tuple(cases))] if cases else []


@receiver(imported_matches_taken_back, dispatch_uid="followup.take_back")
def take_the_plan_back(sender: Any, *, matches: QuerySet[Match], **kwargs: Any) -> None:
    take_back_plan(matches=list(matches.values_list("pk", flat=True)))
