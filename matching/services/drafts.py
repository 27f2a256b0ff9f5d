"""Changes of a draft plan, one by one: each re-plans, is numbered, and can be undone and done again.

Whoever changes says which version was on the screen. Another one is in force: nothing is done, and it is told
who changed what, so that two leaders in one draft never overwrite each other.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.draft_plan import Standing, pairs_of, scores_of, standing_after, write_standing
from matching.draft_words import left_because
from matching.models import ForbiddenPair, MatchingRun, PlanChange, PlannedPair
from matching.plan_scores import StoredScores
from matching.planner import Planner, keep_planner, planner_of, take_planner
from matching.services.proposing import allow_pair, forbid_pair
from matching.services.putting_forward import lock_draft
from mentorship.clock import now
from mentorship.errors import DomainError, EditConflict
from mentorship.models import Mentor, Refugee, User
from mentorship.trail import record_act

Moved = Iterable[tuple[int, int | None, int | None]]
KIND = PlanChange.Kind
LONGEST_NAME = 120
CAN_NOT_BE_CHANGED = gettext_lazy(
    "This plan was made before plans could be changed. Propose for everyone again, and change the new one."
)


@transaction.atomic
def change_draft(
    *,
    run: MatchingRun,
    version: int,
    kind: str,
    refugee: Refugee,
    mentor: Mentor | None = None,
    reason: str = "",
    by: User,
) -> PlanChange:
    """Make one change and the best plan under it; what was undone before can't be done again after.

    `version`: of the draft as `by` saw it. Raises EditConflict where somebody has changed it since, and
    DomainError where the change can't be made. Keeping two apart holds beyond the draft, until it is allowed.
    """
    run = _hold(run, version)
    planner = _planner(run)
    _check(planner, kind, refugee, mentor)
    if kind == KIND.ALLOW:
        reason = _reason_of(refugee, mentor)
    at = _beyond_the_draft(kind, refugee, mentor, reason=reason, by=by)
    take_planner(run)  # from here on it is changed: nobody else is to be given it
    standing = planner.standing.after(kind, refugee.pk, mentor.pk if mentor else None)
    try:
        effect = planner.settle(standing)
    except ValueError as error:
        raise DomainError(
            _("The pair can't be kept: all the mentor's places are locked for others in this plan.")
        ) from error
    run.changes.filter(number__gt=run.cursor).delete()
    change = PlanChange.objects.create(
        run=run,
        number=run.cursor + 1,
        kind=kind,
        refugee=refugee,
        mentor=mentor,
        reason=reason if kind in (KIND.FORBID, KIND.ALLOW) else "",
        moved=[list(each) for each in effect.moved],
        total_change=round(effect.total_change, 6),
        matched_change=effect.matched_change,
        at=at,
        by=by,
    )
    _write(run, effect.moved, standing, cursor=change.number, by=by, scores=planner.scores)
    _record(run, "change", by, change)
    if run.matched == planner.plan.matched:
        transaction.on_commit(lambda: keep_planner(run, planner))
    return change


def _check(planner: Planner, kind: str, refugee: Refugee, mentor: Mentor | None) -> None:
    """Refuse what this draft has no place for, and what is so already."""
    standing, pairs = planner.standing, planner.mentors
    if refugee.pk not in planner.scores.refugee_at:
        raise DomainError(
            _("This person has come to wait since the plan was made. Propose for everyone again.")
        )
    of = mentor.pk if mentor else None
    already = {
        KIND.LOCK: standing.locks.get(refugee.pk) == of,
        KIND.UNLOCK: refugee.pk not in standing.locks,
        KIND.CHOOSE: standing.locks.get(refugee.pk) == of,
        KIND.FORBID: (refugee.pk, of) in standing.without,
        KIND.ALLOW: (refugee.pk, of) not in standing.without,
        KIND.LEAVE_OUT: refugee.pk in standing.left_out,
        KIND.TAKE_IN: refugee.pk not in standing.left_out,
    }
    if already[KIND(kind)]:
        raise DomainError(_("That is how the plan is already."))
    if kind == KIND.LOCK and pairs.get(refugee.pk) != of:
        raise DomainError(_("The two are no pair in this plan. Choose the mentor instead."))
    if kind == KIND.CHOOSE:
        apart = (refugee.pk, of) in standing.without
        if apart or of is None or planner.scores.score(refugee.pk, of) is None:
            raise DomainError(_("The pair can't be chosen: a rule or a decision keeps the two apart."))


@transaction.atomic
def undo_change(*, run: MatchingRun, version: int, by: User) -> PlanChange:
    """Take the last change back, with all that it moved; it can be done again until the next change."""
    run = _hold(run, version)
    done = list(run.changes.filter(number__lte=run.cursor).select_related("refugee", "mentor"))
    if not done:
        raise DomainError(_("There is nothing to undo."))
    change = done.pop()
    opposite = {KIND.FORBID: KIND.ALLOW, KIND.ALLOW: KIND.FORBID}.get(KIND(change.kind))
    if opposite and _is_its_own(change):
        _beyond_the_draft(opposite, change.refugee, change.mentor, reason=change.reason, by=by)
    back = [(refugee, after, before) for refugee, before, after in change.moved]
    _write(run, back, standing_after(run, done), cursor=change.number - 1, by=by, scores=_scores(run))
    _record(run, "undo", by, change)
    return change


@transaction.atomic
def redo_change(*, run: MatchingRun, version: int, by: User) -> PlanChange:
    """Do again what was undone last."""
    run = _hold(run, version)
    change = run.changes.filter(number__gt=run.cursor).select_related("refugee", "mentor").first()
    if change is None:
        raise DomainError(_("There is nothing to do again."))
    change.at = _beyond_the_draft(change.kind, change.refugee, change.mentor, reason=change.reason, by=by)
    change.save(update_fields=["at"])
    done = run.changes.filter(number__lte=change.number)
    _write(run, change.moved, standing_after(run, done), cursor=change.number, by=by, scores=_scores(run))
    _record(run, "redo", by, change)
    return change


@transaction.atomic
def rename_draft(*, run: MatchingRun, name: str, by: User) -> MatchingRun:
    """Call the draft something else. Whoever has it open goes on as before."""
    run = lock_draft(run)
    run.name = " ".join(name.split())[:LONGEST_NAME]
    if not run.name:
        raise DomainError(_("Write a name for the plan."))
    run.save(update_fields=["name"])
    record_act(kind="plan.rename", subject=run, by=by, programme=run.programme)
    return run


@transaction.atomic
def go_on_with(*, run: MatchingRun, instead_of: MatchingRun | None, by: User) -> MatchingRun:
    """Go on with this draft, and put the other one away, if there is one. It stays among the plans."""
    run = lock_draft(run)
    run.updated_at, run.updated_by = now(), by
    run.save(update_fields=["updated_at", "updated_by"])
    record_act(kind="plan.go_on", subject=run, by=by, programme=run.programme)
    if instead_of is not None and instead_of.pk != run.pk:
        other = lock_draft(instead_of)
        other.state = MatchingRun.State.DISCARDED
        other.version += 1
        other.save(update_fields=["state", "version"])
        record_act(kind="plan.discard", subject=other, by=by, programme=run.programme)
    return run


def _hold(run: MatchingRun, version: int) -> MatchingRun:
    """The draft, held until the transaction ends, if it is the one that was seen."""
    seen, run = version, lock_draft(run)
    if run.version == seen:
        return run
    last = run.changes.filter(number=run.cursor).first()
    raise EditConflict(
        _(
            "%(who)s changed this plan at %(time)s (%(what)s) while you had it open. Nothing of yours was "
            "done. Here is the plan as it is now."
        )
        % {
            "who": run.updated_by or _("Somebody"),
            "time": f"{timezone.localtime(run.updated_at):%H.%M}",
            "what": last.get_kind_display().lower() if last else _("all changes undone"),
        }
    )


def _planner(run: MatchingRun) -> Planner:
    planner = planner_of(run)
    if planner is None:
        raise DomainError(CAN_NOT_BE_CHANGED)
    return planner


def _scores(run: MatchingRun) -> StoredScores:
    scores = scores_of(run)
    if scores is None:
        raise DomainError(CAN_NOT_BE_CHANGED)
    return scores


def _beyond_the_draft(kind: str, refugee: Refugee, mentor: Mentor | None, *, reason: str, by: User) -> Any:
    """Keep two apart for good, or allow them; the moment it happened."""
    if kind == KIND.FORBID and mentor:
        return forbid_pair(refugee=refugee, mentor=mentor, by=by, reason=reason).at
    if kind == KIND.ALLOW and mentor:
        allow_pair(refugee=refugee, mentor=mentor, by=by)
    return now()


def _is_its_own(change: PlanChange) -> bool:
    """Whether it was this change that kept the two apart; what stood before it is left alone."""
    kept = ForbiddenPair.objects.filter(refugee=change.refugee_id, mentor=change.mentor_id)
    return change.kind == KIND.ALLOW or kept.filter(at=change.at).exists()


def _reason_of(refugee: Refugee, mentor: Mentor | None) -> str:
    kept = ForbiddenPair.objects.filter(refugee=refugee, mentor=mentor)
    return kept.values_list("reason", flat=True).first() or ""


def _write(
    run: MatchingRun, moved: Moved, standing: Standing, *, cursor: int, by: User, scores: StoredScores
) -> None:
    """The pairs as they now are, what is decided, and whose hand it was."""
    _move_pairs(run, list(moved), scores)
    run.pairs.filter(locked=True).exclude(refugee__in=standing.locks).update(locked=False)
    run.pairs.filter(locked=False, refugee__in=standing.locks).update(locked=True)
    reached = run.pairs.aggregate(matched=Count("pk"), total=Sum("score"))
    run.matched, run.total = reached["matched"], round(reached["total"] or 0.0, 6)
    write_standing(run, standing)
    run.unmatched = _unmatched(run, standing, scores)
    run.cursor, run.version = cursor, run.version + 1
    run.updated_at, run.updated_by = now(), by
    run.save(
        update_fields=[
            "matched", "total", "params", "unmatched", "cursor", "version", "updated_at", "updated_by",
        ]
    )  # fmt: skip


def _move_pairs(run: MatchingRun, moved: list[Any], scores: StoredScores) -> None:
    """Only who is still in the register can be moved; sentences are worked out where they are read."""
    after = {refugee: mentor for refugee, _before, mentor in moved if mentor is not None}
    run.pairs.filter(refugee__in=[refugee for refugee, _before, _after in moved]).delete()
    here = set(Refugee.objects.filter(pk__in=after).values_list("pk", flat=True))
    there = set(Mentor.objects.filter(pk__in=set(after.values())).values_list("pk", flat=True))
    PlannedPair.objects.bulk_create(
        PlannedPair(run=run, refugee_id=refugee, mentor_id=mentor, score=scores.score(refugee, mentor) or 0.0)
        for refugee, mentor in after.items()
        if refugee in here and mentor in there
    )


def _unmatched(run: MatchingRun, standing: Standing, scores: StoredScores) -> list[dict[str, Any]]:
    told = {entry["refugee"]: entry for entry in run.unmatched}
    pairs = pairs_of(run)
    left = [pk for pk in scores.refugees.tolist() if pk not in pairs]
    return [
        told[pk]
        if pk in told and pk not in standing.left_out
        else {"refugee": pk, "because": left_because(scores, pk, left_out=pk in standing.left_out)}
        for pk in left
    ]


def _record(run: MatchingRun, what: str, by: User, change: PlanChange) -> None:
    record_act(
        kind=f"plan.{what}",
        subject=run,
        by=by,
        programme=run.programme,
        change=change.kind,
        refugee=change.refugee_id,
        **({"mentor": change.mentor_id} if change.mentor_id else {}),
    )
