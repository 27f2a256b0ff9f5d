"""Forms of the start meeting: planned, cancelled, and the agreement that was signed at it."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from matching import services
from matching.forms import DATE_HINT, StepForm
from matching.invitees import EVERYBODY, part_label
from matching.models import Match, StartMeeting
from matching.remarks import remarks_on
from matching.services.start_meetings import Invited, meeting_rules
from mentorship.clock import today
from mentorship.models import User

SHORT = {"class": "form-input--short"}


class MeetingForm(forms.Form):
    """When, where and with whom the start meeting is to be held, and whether they are written to now."""

    day = forms.DateField(label=_("Date"), help_text=DATE_HINT)
    time = forms.TimeField(
        label=_("Time"), help_text=_("Such as 16.30."), widget=forms.TimeInput(attrs=SHORT)
    )
    ends = forms.TimeField(label=_("Ends"), widget=forms.TimeInput(attrs=SHORT), required=False)
    meeting_place = forms.CharField(label=pgettext_lazy("meeting", "Place"), max_length=200, required=False)
    takes_part = forms.MultipleChoiceField(
        label=_("Takes part"), widget=forms.CheckboxSelectMultiple, required=False
    )
    interpreter = forms.BooleanField(label=_("An interpreter takes part"), required=False)
    agenda = forms.CharField(
        label=_("Agenda"),
        help_text=_("Everybody invited reads it: write nothing personal."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=2000,
        required=False,
    )
    invite = forms.BooleanField(
        label=_("Send the invitation by e-mail to those who take part"), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, match: Match, user: User):
        self.match, self.user = match, user
        self.remarks: list[str] = []
        meeting = StartMeeting.objects.filter(match=match).first()
        super().__init__(data, initial=_first_values(match, meeting))
        parts: Any = self.fields["takes_part"]
        parts.choices = [
            (part, part_label(match, part))
            for part in EVERYBODY
            if part != "partner" or match.mentor.organisation_id
        ]

    def clean_day(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["day"]
        if day < today():
            raise forms.ValidationError(
                gettext("The day is over. If the meeting was held, start the match instead.")
            )
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("ends") and data.get("time") and data["ends"] <= data["time"]:
            self.add_error("ends", gettext("The meeting ends before it begins. Correct the time."))
        return data

    def perform(self) -> Any:
        data = self.cleaned_data
        meeting = services.plan_start_meeting(
            match=self.match,
            by=self.user,
            planned_at=_at(data["day"], data["time"]),
            ends_at=_at(data["day"], data["ends"]) if data["ends"] else None,
            meeting_place=data["meeting_place"],
            takes_part=data["takes_part"],
            interpreter=data["interpreter"],
            agenda=data["agenda"],
            version=data["version"],
        )
        invited: Invited | None = None
        if data["invite"] and data["takes_part"]:
            invited = services.invite_to_start_meeting(match=self.match, by=self.user)
        self.remarks = remarks_on(self.match, meeting, invited)
        return meeting


def _at(day: datetime.date, time: datetime.time) -> datetime.datetime:
    return datetime.datetime.combine(day, time, tzinfo=timezone.get_default_timezone())


def _first_values(match: Match, meeting: StartMeeting | None) -> dict[str, Any]:
    """As the meeting stands; else as the programme has it, and what is known of the refugee."""
    rules = meeting_rules(match)
    first: dict[str, Any] = {
        "version": meeting.version if meeting else None,
        "takes_part": list(rules.takes_part) if rules else ["mentor", "refugee"],
        "interpreter": bool(match.refugee.interpreter),
        "agenda": str(rules.agenda) if rules and rules.agenda else usual_agenda(),
        "invite": True,
    }
    if meeting and meeting.planned_at:
        planned = timezone.localtime(meeting.planned_at)
        ends = timezone.localtime(meeting.ends_at).time() if meeting.ends_at else None
        first |= {
            "day": planned.date(),
            "time": planned.time(),
            "ends": ends,
            "meeting_place": meeting.meeting_place,
            "takes_part": meeting.takes_part,
            "interpreter": meeting.interpreter,
            "agenda": meeting.agenda,
        }
    return first


def usual_agenda() -> str:
    """What a start meeting goes through where the programme does not say."""
    return "\n".join(
        [
            gettext("Who we are"),
            gettext("What each of us expects"),
            gettext("When, where and how often you meet"),
            gettext("What you want to reach together"),
            gettext("What stays between you, and whom you can call"),
        ]
    )


class CancelMeetingForm(forms.Form):
    """Nothing to fill in: the meeting is not held."""

    def __init__(self, data: Any = None, *, match: Match, user: User):
        self.match, self.user = match, user
        super().__init__(data)

    def perform(self) -> Any:
        return services.cancel_start_meeting(match=self.match, by=self.user)


class AgreementForm(StepForm):
    """The day the agreement was signed by both."""

    def __init__(self, data: Any = None, *, match: Match, user: User):
        super().__init__(data, match=match, user=user)
        self.fields["on"].label = _("Signed on")

    def perform(self) -> Any:
        return services.sign_agreement(match=self.match, by=self.user, **self.cleaned_data)
