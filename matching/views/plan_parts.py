"""Parts of a plan's page: sentences of pairs that came by a change, and what became of a plan put forward."""

from typing import Any

from matching.models import MatchingRun, PlannedPair
from matching.people_rows import read_rows
from matching.pool import Pool
from mentorship.models import Mentor, Refugee


def told_why(run: MatchingRun, pairs: list[PlannedPair]) -> list[PlannedPair]:
    """The pairs with their sentences; those a change made are told as the two are known now."""
    silent = [pair for pair in pairs if not pair.because]
    if silent:
        rows = read_rows(
            run.programme,
            refugees=Refugee.objects.filter(pk__in=[pair.refugee_id for pair in silent]),
            mentors=Mentor.objects.filter(pk__in=[pair.mentor_id for pair in silent]),
            on=run.on,
            count_pending=False,
        )
        pool = Pool(rows, run.programme)
        for pair in silent:
            pair.because = pool.because(pair.refugee_id, pair.mentor_id)
    return pairs


def became_of(run: MatchingRun) -> dict[str, Any] | None:
    """How many were proposed, and which pairs were not, by case number, with why; 2 queries where any."""
    told = run.params.get("put_forward")
    if not told:
        return None
    refused = told["refused"]
    refugees = dict(_numbers(Refugee, [each[0] for each in refused])) if refused else {}
    mentors = dict(_numbers(Mentor, [each[1] for each in refused])) if refused else {}
    return {
        "proposed": told["proposed"],
        "refused": [
            {"refugee": refugees.get(refugee, "–"), "mentor": mentors.get(mentor, "–"), "why": why}
            for refugee, mentor, why in refused
        ],
    }


def _numbers(model: Any, keys: list[int]) -> Any:
    return model.objects.filter(pk__in=keys).values_list("pk", "case_number")
