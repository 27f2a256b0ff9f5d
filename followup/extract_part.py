"""What follow-up holds about a person, for the person's extract: one's own steps, and joint ones."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from followup.models import FollowUp, Notice
from matching.models import Match
from mentorship.models import Mentor, Person, Refugee
from mentorship.people.extract import Fact, facts, label_of, without_names
from mentorship.registry import ExtractPart, ExtractTable
from mentorship.vocabulary import Side

TEXTS = ("changed", "concern", "next_step")


def part() -> ExtractPart:
    return ExtractPart("followup", (FollowUp._meta.label, Notice._meta.label), tables, 30)


def tables(person: Person, enrolments: Sequence[Mentor | Refugee]) -> list[ExtractTable]:
    steps, notices = [], []
    for row in enrolments:
        sides = [row.side, Side.BOTH]
        matches = Match.objects.filter(**{row.side.value: row})
        found = FollowUp.objects.filter(match__in=matches, side__in=sides)
        steps += [
            _step(step, row)
            for step in found.select_related("match__mentor__person", "match__refugee__person").order_by(
                "match", "due_on", "pk"
            )
        ]
        sent = Notice.objects.filter(followup__in=found).order_by("send_on", "pk")
        notices += [facts(notice) for notice in sent]
    return [
        ExtractTable(FollowUp._meta.label, _("Follow-ups"), steps),
        ExtractTable(Notice._meta.label, _("Reminders sent to colleagues"), notices),
    ]


def _step(step: FollowUp, row: Mentor | Refugee) -> list[Fact]:
    """A joint step may name the other side in its texts: the name is taken out."""
    other = step.match.refugee if isinstance(row, Mentor) else step.match.mentor
    told = [
        Fact(name, label_of(name, FollowUp._meta.get_field(name)), text, text)  # type: ignore[arg-type]  # a column
        for name in TEXTS
        if (text := without_names(getattr(step, name), [other.person]))
    ]
    return facts(step, without=TEXTS) + told
