"""A proposal that one side is asked about by a personal link, for the walk through every page."""

from matching.answering import secret_of
from matching.models import AnswerLink, Match
from matching.services import Way, ask_by_link, back_match
from matching.states import MatchState
from mentorship.models import Programme, User
from mentorship.permissions import Role


def leader_of(programme: Programme) -> User:
    return programme.bindings.filter(role=Role.PROJECT_LEADER)[0].user


def asked(programme: Programme) -> tuple[int, str]:
    """A proposal whose mentor has been asked by a letter, asked here where nobody has been."""
    rows = Match.objects.filter(programme=programme, state=MatchState.BACKED, answers=None)
    match = rows.order_by("pk").first() or backed_for_the_walk(programme)
    if not match.answer_links.filter(side="mentor", revoked_at=None).exists():
        ask_by_link(match=match, side="mentor", way=Way.LETTER, by=leader_of(programme))
    return (match.pk, "til-mentor")


def backed_for_the_walk(programme: Programme) -> Match:
    """The newest proposal nobody has answered, backed: the walk of the proposals takes the first."""
    proposal = Match.objects.filter(programme=programme, state=MatchState.PROPOSED, answers=None).latest("pk")
    return back_match(match=proposal, by=leader_of(programme))


def behind_a_link(programme: Programme) -> tuple[str]:
    pk, _reader = asked(programme)
    return (secret_of(AnswerLink.objects.get(match=pk, side="mentor", revoked_at=None)),)


def in_english(programme: Programme) -> str:
    return "?sprog=en"
