"""Taking running and ended matches in, with their history; and taking a file of them back."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

from auditlog.context import disable_auditlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from matching.history.plan import HistoryPlan, plan_history
from matching.history.rows import FoundMatch
from matching.models import Match, MatchAnswer, MatchComment, StartMeeting
from matching.services.history_days import Moved, move_days, put_days_back
from matching.services.moves import constraints_in_words
from matching.signals import (
    imported_matches_built_on,
    imported_matches_taken_back,
    matches_imported,
)
from matching.states import MatchState
from mentorship.clock import moment_on
from mentorship.errors import DomainError
from mentorship.models import Act, ImportBatch, Mentor, Programme, RoleBinding, User
from mentorship.people.batches import new_batch, sign_batch
from mentorship.people.import_kinds import Blocker
from mentorship.people.importing import ImportResult
from mentorship.permissions import Role
from mentorship.trail import act_fields

CHUNK = 500
IMPORTED = "match.import"
Progress = Callable[[int, int], None]


def import_matches(
    *,
    data: bytes,
    programme: Programme,
    by: User | None = None,
    signed_by: User | None = None,
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportResult:
    """Take in the matches of `data`; permission is the caller's to check. Nothing is written with errors.

    They arrive as they are today, running or ended, without having gone through the steps here. Matches the
    register has are left as they are: a second run adds nothing. `by` None means the shell; the rows are
    signed by `signed_by`, else by whoever takes them in, else by the programme's leader.
    """
    with transaction.atomic():
        programme = Programme.objects.select_for_update().get(pk=programme.pk)
        plan = plan_history(data=data, programme=programme, mapping=mapping)
        result = ImportResult(plan.report, len(plan.new), len(plan.known), len(plan.differs))
        if result.refused:
            return replace(result, added=0)
        if dry_run or not plan.new:
            return result
        batch = new_batch(data=data, report=plan.report, programme=programme, added=result.added, by=by)
        _write(plan, batch=batch, signer=signed_by or by or _leader(programme), progress=progress)
        sign_batch(
            batch,
            what="matches",
            report=plan.report,
            unchanged=result.unchanged,
            differing=result.differing,
        )
    return replace(result, batch=batch)


def _leader(programme: Programme) -> User:
    """Whose name stands on what the shell takes in: a match is always somebody's."""
    bindings = (
        RoleBinding.objects.in_force().filter(user__is_active=True).select_related("user").order_by("pk")
    )
    leading = bindings.filter(programme=programme, role=Role.PROJECT_LEADER).first()
    found = leading or bindings.filter(role=Role.ADMINISTRATOR).first()
    if found is None:
        raise DomainError(
            _(
                "Nobody leads the programme yet, and somebody has to sign the matches. "
                "Invite the project leader first."
            )
        )
    return found.user


def _write(plan: HistoryPlan, *, batch: ImportBatch, signer: User, progress: Progress | None) -> None:
    """Every row in the state it has today. Nothing is moved, so no arrow is taken and none is broken."""
    mentors = {found.mentor.pk for found in plan.new}
    list(Mentor.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=mentors).order_by("pk"))
    matches: list[Match] = []
    with constraints_in_words():
        for start in range(0, len(plan.new), CHUNK):
            rows = plan.new[start : start + CHUNK]
            made = [_match(row, plan.places.get(row.line), batch, signer) for row in rows]
            matches += Match.objects.bulk_create(made)
            StartMeeting.objects.bulk_create(
                StartMeeting(match=match, held_on=row.met_on, held_by=signer)
                for row, match in zip(rows, made, strict=True)
                if row.met_on
            )
            if progress:
                progress(min(start + CHUNK, len(plan.new)), len(plan.new))
    moved = move_days(plan.new, batch.programme)
    Act.objects.bulk_create(
        Act(**_act(row, match, batch, moved)) for row, match in zip(plan.new, matches, strict=True)
    )
    matches_imported.send(Match, matches=matches, batch=batch, by=batch.by)


def _match(row: FoundMatch, place: int | None, batch: ImportBatch, signer: User) -> Match:
    started = moment_on(row.started_on)
    match = Match(
        programme=batch.programme,
        mentor=row.mentor,
        refugee=row.refugee,
        state=MatchState.ACTIVE,
        place=place,
        created_at=started,
        created_by=signer,
        accepted_at=started,
        started_on=row.started_on,
        import_batch=batch,
    )
    if row.ended_on:
        match.state, match.ended_on = MatchState.ENDED, row.ended_on
        match.closed_at, match.closed_by = moment_on(row.ended_on), signer
        match.close_reason = row.reason
    return match


def _act(row: FoundMatch, match: Match, batch: ImportBatch, moved: Moved) -> dict[str, Any]:
    """One line of the match's trail; it keeps which days of the two were moved, for taking the file back."""
    sides = {"refugee": moved.get(row.refugee, {}), "mentor": moved.get(row.mentor, {})}
    return act_fields(
        kind=IMPORTED,
        subject=match,
        by=batch.by,
        programme=batch.programme,
        before="",
        after=match.state,
        started_on=row.started_on.isoformat(),
        batch=batch.pk,
        line=row.line,
        refugee=row.refugee.pk,
        mentor=row.mentor.pk,
        moved={side: days for side, days in sides.items() if days},
    )


def blockers_of(batch: ImportBatch) -> list[Blocker]:
    """What has been built on the matches of `batch` since; one is enough to refuse taking them back."""
    matches = Match.objects.filter(import_batch=batch)
    changed = matches.filter(
        Q(version__gt=1)
        | Q(start_meeting__version__gt=1)
        | Exists(MatchAnswer.objects.filter(match=OuterRef("pk")))
        | Exists(MatchComment.objects.filter(match=OuterRef("pk")))
    )
    cases = tuple(sorted(set(changed.order_by().values_list("refugee__case_number", flat=True))))
    found = [Blocker(_("The match has been changed, paused, ended or reopened"), cases)] if cases else []
    for _receiver, answer in imported_matches_built_on.send(Match, matches=matches):
        found += cast(list[Blocker], answer)
    return found


def take_matches_back(batch: ImportBatch) -> None:
    """Remove the matches of `batch` and what hangs on them, and put the days they moved back.

    Call inside a transaction, after `blockers_of`; marking the batch and signing are the caller's.
    """
    matches = Match.objects.filter(import_batch=batch)
    acts = Act.objects.filter(kind=IMPORTED, programme_key=batch.programme.key, detail__batch=batch.pk)
    put_days_back([act.detail for act in acts])
    with disable_auditlog():  # they came without a field trail, many at once, and go as they came
        imported_matches_taken_back.send(Match, matches=matches)
        matches.delete()
