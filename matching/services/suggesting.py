"""A partner suggests a pair; the project leader takes it up or declines it."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.candidates import free_mentors, read_candidates
from matching.models import Match, Suggestion
from matching.services.proposing import propose_match
from mentorship.clock import today
from mentorship.errors import DomainError
from mentorship.models import Mentor, Programme, Refugee, User
from mentorship.trail import record_act


@transaction.atomic
def suggest_pair(*, programme: Programme, mentor: Mentor, token: str, reason: str, by: User) -> Suggestion:
    """Suggest the one behind `token` for the mentor. A second time changes nothing.

    DomainError where the mentor has no place, or the other can't be suggested (any more).
    """
    if reason not in Suggestion.Reason.values:
        raise DomainError(_("Choose why you suggest the pair."))
    mentor = Mentor.objects.select_for_update(of=("self",), no_key=True).get(pk=mentor.pk)
    if not free_mentors(by, programme).filter(pk=mentor.pk).exists():
        raise DomainError(_("The mentor has no free place. Choose another mentor."))
    refugee = read_candidates(programme, mentor, today()).by_token(token)
    if refugee is None:
        raise DomainError(_("This candidate no longer waits for a mentor. Choose another one."))
    found = Suggestion.objects.open().filter(mentor=mentor, refugee_id=refugee).first()
    if found:
        return found
    suggestion = Suggestion(mentor=mentor, refugee_id=refugee, reason=reason, by=by)
    try:
        with transaction.atomic():
            suggestion.save()
    except IntegrityError:  # a colleague was a moment earlier
        return Suggestion.objects.open().get(mentor=mentor, refugee_id=refugee)
    record_act(
        kind="pair.suggested",
        subject=suggestion,
        by=by,
        programme=programme,
        mentor=mentor.pk,
        refugee=refugee,
        reason=reason,
    )
    return suggestion


@transaction.atomic
def take_up(*, suggestion: Suggestion, programme: Programme, by: User) -> Match:
    """Propose the suggested pair; DomainError names the rule that has come in the way since."""
    suggestion = _open(suggestion)
    match = propose_match(programme=programme, refugee=suggestion.refugee, mentor=suggestion.mentor, by=by)
    _decide(suggestion, Suggestion.State.TAKEN_UP, programme, by)
    return match


@transaction.atomic
def decline(*, suggestion: Suggestion, programme: Programme, by: User) -> Suggestion:
    """Leave the suggested pair; the partner sees that it was declined."""
    suggestion = _open(suggestion)
    _decide(suggestion, Suggestion.State.DECLINED, programme, by)
    return suggestion


def take_back_suggestions(*, refugee: Refugee, by: User) -> int:
    """Decline what is suggested for somebody who may no longer be told of; call inside the transaction."""
    rows = (
        Suggestion.objects.open().filter(refugee=refugee).select_related("mentor__programme").order_by("pk")
    )
    for row in rows:
        _decide(row, Suggestion.State.DECLINED, row.mentor.programme, by)
    return len(rows)


def _open(suggestion: Suggestion) -> Suggestion:
    row = (
        Suggestion.objects.select_for_update(of=("self",))
        .select_related("mentor", "refugee")
        .get(pk=suggestion.pk)
    )
    if row.state != Suggestion.State.OPEN:
        raise DomainError(_("The suggestion has been answered already."))
    return row


def _decide(suggestion: Suggestion, state: str, programme: Programme, by: User) -> None:
    suggestion.state, suggestion.decided_by, suggestion.decided_at = state, by, timezone.now()
    suggestion.save()
    record_act(kind=f"suggestion.{state}", subject=suggestion, by=by, programme=programme)
