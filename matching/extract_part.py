"""What matching holds about a person, for the person's extract: never who the other side is."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matching.models import (
    AnswerLink,
    ForbiddenPair,
    Match,
    MatchAnswer,
    MatchComment,
    PlanChange,
    PlannedPair,
    ProposedSeat,
    StartMeeting,
    Suggestion,
)
from mentorship.models import Mentor, Person, Refugee
from mentorship.people.extract import Fact, facts, label_of, without_names
from mentorship.programmes.vocabulary import MATCH_CRITERIA
from mentorship.registry import ExtractPart, ExtractTable

Enrolments = Sequence[Mentor | Refugee]
MODELS = (
    Match,
    MatchAnswer,
    AnswerLink,
    MatchComment,
    StartMeeting,
    PlannedPair,
    PlanChange,
    ProposedSeat,
    ForbiddenPair,
    Suggestion,
)
OTHERS = {"mentor": "refugee", "refugee": "mentor"}


def part() -> ExtractPart:
    return ExtractPart("matching", tuple(model._meta.label for model in MODELS), tables, 20)


def tables(person: Person, enrolments: Enrolments) -> list[ExtractTable]:
    sides = _sides(enrolments)
    matches = list(
        Match.objects.filter(sides).select_related("mentor__person", "refugee__person").order_by("pk")
    )
    own = {match.pk: _side(match, person) for match in matches}
    return [
        _table(Match, _("Matches"), [_match(match, own[match.pk]) for match in matches]),
        _table(MatchAnswer, _("Answers to proposals"), _answers(own)),
        _table(AnswerLink, _("Links to answer by"), _links(own)),
        _table(MatchComment, _("What the task group said"), _comments(matches, own)),
        _table(StartMeeting, _("Start meetings"), _meetings(matches, own)),
        _table(PlannedPair, _("In plans"), _planned(sides)),
        _table(PlanChange, _("Changes of plans"), _changes(sides)),
        _table(ProposedSeat, _("Proposed for activities"), _seats(enrolments)),
        _table(ForbiddenPair, _("Not to be matched with somebody"), _pairs(ForbiddenPair, sides)),
        _table(Suggestion, _("Suggested by a partner"), _pairs(Suggestion, sides)),
    ]


def _sides(enrolments: Enrolments) -> Q:
    return Q(mentor__in=[row.pk for row in enrolments if isinstance(row, Mentor)]) | Q(
        refugee__in=[row.pk for row in enrolments if isinstance(row, Refugee)]
    )


def _side(match: Match, person: Person) -> str:
    return "mentor" if match.mentor.person_id == person.pk else "refugee"


def _table(model: Any, title: Any, rows: list[list[Fact]]) -> ExtractTable:
    return ExtractTable(model._meta.label, title, [row for row in rows if row])


def other_side(match: Match, side: str) -> Person:
    """Who is not to be named in the extract of the person on `side`."""
    found: Person = getattr(match, OTHERS[side]).person
    return found


def _match(match: Match, side: str) -> list[Fact]:
    """Points by criterion, without the sentences: those tell of the other."""
    hidden = {"because", "close_note", f"{OTHERS[side]}_profile_version"}
    points = {
        str(MATCH_CRITERIA.label(row["criterion"])): round(row["points"], 1)
        for row in match.because
        if row.get("criterion") in MATCH_CRITERIA
    }
    note = without_names(match.close_note, [other_side(match, side)])
    return facts(match, without=hidden, points=points, close_note=note)


def _answers(own: dict[int, str]) -> list[list[Fact]]:
    rows = MatchAnswer.objects.filter(match__in=own).order_by("match", "pk")
    return [facts(row) for row in rows if row.side == own[row.match_id]]


def _links(own: dict[int, str]) -> list[list[Fact]]:
    """When one was asked and until when; the fingerprint of the address tells nobody anything."""
    rows = AnswerLink.objects.filter(match__in=own).order_by("match", "pk")
    return [facts(row, without={"token_hash"}) for row in rows if row.side == own[row.match_id]]


def _comments(matches: list[Match], own: dict[int, str]) -> list[list[Fact]]:
    others = {match.pk: other_side(match, own[match.pk]) for match in matches}
    rows = MatchComment.objects.filter(match__in=own).order_by("match", "at", "pk")
    return [
        facts(row, without={"text"}, text=without_names(row.text, [others[row.match_id]])) for row in rows
    ]


def _meetings(matches: list[Match], own: dict[int, str]) -> list[list[Fact]]:
    """One's own expectations and the joint plan; the other's expectations are the other's."""
    found = []
    by_match = {match.pk: match for match in matches}
    for row in StartMeeting.objects.filter(match__in=own).order_by("match"):
        side = own[row.match_id]
        hidden = (f"{side}_expectations", "joint_plan")
        others = [other_side(by_match[row.match_id], side)]
        told = [
            Fact(name, label_of(name, StartMeeting._meta.get_field(name)), text, text)  # type: ignore[arg-type]  # a column
            for name in hidden
            if (text := without_names(getattr(row, name), others))
        ]
        found.append(facts(row, without={*hidden, f"{OTHERS[side]}_expectations"}) + told)
    return found


def _planned(sides: Q) -> list[list[Fact]]:
    rows = PlannedPair.objects.filter(sides).select_related("run").order_by("pk")
    return [facts(row, without={"because"}, what=row.run.name, at=row.run.created_at) for row in rows]


def _changes(sides: Q) -> list[list[Fact]]:
    """What was decided about one in a plan; whom it moved is of others."""
    rows = PlanChange.objects.filter(sides).select_related("run").order_by("pk")
    hidden = {"moved", "total_change", "matched_change"}
    return [facts(row, without=hidden, what=row.run.name) for row in rows]


def _seats(enrolments: Enrolments) -> list[list[Fact]]:
    own = [row.pk for row in enrolments if isinstance(row, Refugee)]
    rows = ProposedSeat.objects.filter(refugee__in=own).select_related("activity").order_by("pk")
    return [facts(row, without={"because"}, what=row.activity.title) for row in rows]


def _pairs(model: Any, sides: Q) -> list[list[Fact]]:
    return [facts(row) for row in model.objects.filter(sides).order_by("pk")]
