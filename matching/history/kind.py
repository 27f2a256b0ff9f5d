"""Running and ended matches as a kind of file on the pages of import."""

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from matching.history.plan import KIND, HistoryPlan, plan_history
from matching.services.importing import blockers_of, import_matches, take_matches_back
from mentorship.models import Programme
from mentorship.people.import_kinds import ImportFile, ImportKind, Preview, RowState
from mentorship.people.roster.columns import columns_of
from mentorship.people.table_preview import preview_table, run_whole
from mentorship.programmes.document import words


def match_kind() -> ImportKind:
    return ImportKind(
        key=KIND,
        label=_label,
        intro=gettext_lazy(
            "One row for each match, running or ended: who with whom, from when, and how it ended. "
            "Take the people in first."
        ),
        columns=columns_of(KIND),
        preview=_preview,
        run=run_whole(import_matches),
        undo=take_matches_back,
        blockers=blockers_of,
        list_url=lambda programme: reverse("matching:matches", args=[programme.key]),
        order=30,
    )


def _label(programme: Programme) -> str:
    return gettext("Running and ended %(matches)s") % {"matches": words(programme).match.many}


def _preview(file: ImportFile) -> Preview:
    plan = plan_history(data=file.data, programme=file.programme, mapping=file.mapping)
    states: dict[int, RowState] = dict.fromkeys(plan.known, "known")
    states |= dict.fromkeys(plan.differs, "differs")
    return preview_table(
        plan.report, plan.table, mapping=file.mapping, states=states, hidden=_of_the_protected(plan)
    )


def _of_the_protected(plan: HistoryPlan) -> dict[int, set[str]]:
    """A case number says nothing; an e-mail address tells who it is."""
    rows = {row.line: row.values for row in plan.report.rows}
    return {
        line: {"mentor"}
        for line, match in plan.found.items()
        if match.mentor.person.is_protected and "@" in rows[line]["mentor"]
    }
