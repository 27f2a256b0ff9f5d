"""The steps a match can take from its page: which, for whom, by which form, under which address."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matching import forms, meeting_forms, services
from matching.models import Match
from matching.permissions import may_take
from matching.services.start_meetings import is_planned
from matching.states import MatchAction, actions_from
from mentorship.models import User

A = MatchAction


@dataclass(frozen=True, slots=True)
class Step:
    """`arrow` is what must be legal and permitted; `address` stands in the URL."""

    address: str
    arrow: MatchAction
    title: "str | Promise"
    button: "str | Promise"
    done: "str | Promise"
    form: Any
    intro: "str | Promise" = ""
    also: MatchAction | None = None  # another arrow it is open by
    when: Callable[[Match], bool] = lambda match: True
    primary: bool = False
    danger: bool = False


def _meets(match: Match) -> bool:
    return is_planned(getattr(match, "start_meeting", None))


def _not_signed(match: Match) -> bool:
    meeting = getattr(match, "start_meeting", None)
    return meeting is None or meeting.agreement_signed_on is None


STEPS: dict[str, Step] = {
    step.address: step
    for step in (
        Step(
            "bak-op",
            A.BACK,
            _("Back the match"),
            _("Back the match"),
            _("The match is backed."),
            forms.BackForm,
            primary=True,
        ),
        Step(
            "svar",
            A.DECLINE,
            _("Record an answer"),
            _("Record the answer"),
            _("The answer is recorded."),
            forms.AnswerForm,
            _("Two yeses take one of the mentor's places. A no closes the proposal."),
            primary=True,
        ),
        Step(
            "accepter",
            A.ACCEPT,
            _("Make the match"),
            _("Make the match"),
            _("The match is made."),
            forms.AcceptForm,
            _("One of the mentor's places is taken for this match."),
            primary=True,
        ),
        Step(
            "opstartsmoede",
            A.START,
            _("Plan the start meeting"),
            _("Save"),
            _("The start meeting is planned."),
            meeting_forms.MeetingForm,
        ),
        Step(
            "aflys-moede",
            A.START,
            _("Cancel the start meeting"),
            _("Cancel the meeting"),
            _("The start meeting is cancelled."),
            meeting_forms.CancelMeetingForm,
            _("Those who were invited are told by e-mail, and it goes out of their calendars."),
            when=_meets,
        ),
        Step(
            "start",
            A.START,
            _("Start the match"),
            _("Start the match"),
            _("The match is started, and its follow-ups are laid out."),
            forms.StartForm,
            _("Write down what was agreed at the start meeting. The follow-ups are counted from its date."),
            primary=True,
        ),
        Step(
            "aftale-underskrevet",
            A.START,
            _("The agreement is signed"),
            _("Save"),
            _("The day is recorded."),
            meeting_forms.AgreementForm,
            _("The agreement lies with you on paper, or as a document on the case; here is the day alone."),
            also=A.END,
            when=_not_signed,
        ),
        Step(
            "pause",
            A.PAUSE,
            _("Pause the match"),
            _("Pause"),
            _("The match is paused."),
            forms.PauseForm,
            _("The place stays taken, and the match can be resumed at any time."),
        ),
        Step(
            "genoptag",
            A.RESUME,
            _("Resume the match"),
            _("Resume"),
            _("The match is resumed."),
            forms.ResumeForm,
            primary=True,
        ),
        Step(
            "afslut",
            A.END,
            _("End the match"),
            _("End the match"),
            _("The match is ended."),
            forms.EndForm,
            _("The mentor becomes free for another."),
            danger=True,
        ),
        Step(
            "genaabn",
            A.REOPEN,
            _("Reopen the match"),
            _("Reopen"),
            _("The match runs on."),
            forms.ReopenForm,
            _("For an end registered by mistake: the match runs on as if it had not ended."),
        ),
        Step(
            "traek-tilbage",
            A.WITHDRAW,
            _("Withdraw the proposal"),
            _("Withdraw"),
            _("The match is withdrawn."),
            forms.WithdrawForm,
            _("The pair may be proposed again later."),
            danger=True,
        ),
    )
}


def steps_open(user: User, match: Match) -> Iterable[Step]:
    """The steps that are legal from where the match stands, and permitted to `user`; at most one query."""
    legal = set(actions_from(match.state))
    for step in STEPS.values():
        if not legal & {step.arrow, step.also} or not may_take(user, match, step.arrow):
            continue
        if not step.when(match):
            continue
        if step.arrow == A.ACCEPT and services.what_acceptance_lacks(match):
            continue
        yield step
