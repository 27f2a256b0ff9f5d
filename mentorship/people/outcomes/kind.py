"""Labour-market extracts as a kind of file on the pages of import."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from mentorship.people.import_kinds import ImportFile, ImportKind, Preview, add_import_kinds
from mentorship.people.outcomes.importing import blockers_of, import_outcomes, take_outcomes_back
from mentorship.people.outcomes.plan import KIND, plan_outcomes
from mentorship.people.roster.columns import columns_of
from mentorship.people.table_preview import preview_table, run_whole


def register() -> None:
    add_import_kinds(
        ImportKind(
            key=KIND,
            label=lambda programme: gettext_lazy("Labour-market spells"),
            intro=gettext_lazy(
                "One row for each spell: CPR or case number, from, to, status, hours a week. Also of people "
                "without a case, for the comparison."
            ),
            columns=columns_of(KIND),
            preview=_preview,
            run=run_whole(import_outcomes),
            undo=take_outcomes_back,
            blockers=blockers_of,
            list_url=lambda programme: reverse("people:programme", args=[programme.key]),
            order=40,
        )
    )


def _preview(file: ImportFile) -> Preview:
    plan = plan_outcomes(data=file.data, programme=file.programme, mapping=file.mapping)
    return preview_table(plan.report, plan.table, mapping=file.mapping, states=plan.states)
