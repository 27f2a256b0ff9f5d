"""What reporting holds about a person, for the person's extract: that pseudonymised facts were handed out.

Frozen quarters hold totals alone, and nothing that leads back to anybody.
"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from mentorship.models import Act, Mentor, Person, Refugee
from mentorship.people.extract import Fact, label_of, plain, shown
from mentorship.registry import ExtractPart, ExtractTable


def part() -> ExtractPart:
    return ExtractPart("reporting", (), tables, 40)


def tables(person: Person, enrolments: Sequence[Mentor | Refugee]) -> list[ExtractTable]:
    """The times the evaluator got pseudonymised facts while the person was in the programme."""
    lines = []
    for row in enrolments:
        handed_out = Act.objects.filter(kind="evaluation.exported", programme_key=row.programme.key)
        for act in handed_out.filter(at__gte=row.created_at).order_by("at", "pk"):
            at = Fact("at", label_of("at"), plain(act.at), shown(act.at))
            lines.append(
                [at, Fact("programme", label_of("programme"), row.programme.key, str(row.programme))]
            )
    return [ExtractTable("reporting.export", _("Handed to the evaluator without name or number"), lines)]
