"""When, where and with whom an interview is held."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mentorship.clock import today
from mentorship.formats import short_date
from mentorship.models import Interview, Mentor, Refugee, User
from mentorship.registry import is_closed_day
from mentorship.selectors.interviews import clashes, interviewers_for, local
from mentorship.templatetags.danish import da_time

LENGTHS = (30, 45, 60, 75, 90, 120)


class BookingForm(forms.Form):
    """Booking an interview, or moving it. That the interviewer is busy is told once, then left to the user.

    `despite` holds the clashes the user has been told of: sent again, they are no obstacle.
    """

    day = forms.DateField(label=_("Date"))
    time = forms.TimeField(
        label=_("Time"),
        help_text=_("Such as 16.30."),
        widget=forms.TimeInput(attrs={"class": "form-input--short", "inputmode": "decimal"}, format="%H.%M"),
    )
    minutes = forms.TypedChoiceField(label=_("Length"), coerce=int, initial=60)
    meeting_place = forms.CharField(label=pgettext_lazy("meeting", "Place"), max_length=200, required=False)
    interviewer = forms.ModelChoiceField(
        label=_("Interviewer"),
        queryset=User.objects.none(),
        empty_label="–",
        help_text=_("It stands in that person's calendar."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    despite = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        enrolment: Mentor | Refugee,
        user: User,
        interview: Interview | None = None,
    ):
        self.interview, self.enrolment = interview, enrolment
        self.found: list[Interview] = []
        self.closed = False
        super().__init__(data, initial=self._first_values(enrolment, user))
        lengths = sorted({*LENGTHS, *([interview.minutes] if interview else [])})
        minutes: Any = self.fields["minutes"]
        minutes.choices = [(number, _("%(count)d minutes") % {"count": number}) for number in lengths]
        interviewer: Any = self.fields["interviewer"]
        interviewer.queryset = interviewers_for(enrolment)

    def _first_values(self, enrolment: Mentor | Refugee, user: User) -> dict[str, Any]:
        if self.interview is None:
            responsible = getattr(enrolment, "consultant_id", None)
            own = interviewers_for(enrolment).filter(pk=user.pk).exists()
            return {"interviewer": user.pk if own else responsible}
        starts_at = local(self.interview.starts_at)
        return {
            "day": starts_at.date(),
            "time": starts_at.time(),
            "minutes": self.interview.minutes,
            "meeting_place": self.interview.meeting_place,
            "interviewer": self.interview.interviewer_id,
            "version": self.interview.version,
        }

    def clean_day(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["day"]
        if day < today():
            raise ValidationError(_("The day has been. Choose today or a later day."))
        return day

    def starts_at(self) -> datetime.datetime:
        data = self.cleaned_data
        return datetime.datetime.combine(data["day"], data["time"], tzinfo=timezone.get_default_timezone())

    def told_clashes(self) -> bool:
        """Whether every clash there is now has been told of; remembers them, so that the page can tell."""
        self.found = clashes(
            self.cleaned_data["interviewer"],
            self.starts_at(),
            self.cleaned_data["minutes"],
            but=self.interview,
        )
        day = self.cleaned_data["day"]
        self.closed = is_closed_day(self.enrolment.programme, self.enrolment.municipality_id, day)
        told = set(self.cleaned_data["despite"].split(","))
        return set(self._in_the_way()) <= told

    def _in_the_way(self) -> list[str]:
        """What stands against the time, as the page carries it: clashes by key, and the closed day."""
        closed = [f"closed-{self.cleaned_data['day']}"] if self.closed else []
        return [*closed, *(str(row.pk) for row in self.found)]

    def tell_clashes(self) -> str:
        """The warning in words; sent again, the form goes through."""
        self._say("despite", ",".join(self._in_the_way()))
        said = []
        if self.closed:
            day = short_date(self.cleaned_data["day"])
            told = _("%(day)s is a weekend, a holiday or a day the municipality is closed.")
            said.append(str(told) % {"day": day})
        if self.found:
            said.append(self._clashes_in_words())
        return " ".join(said)

    def _clashes_in_words(self) -> str:
        times = ", ".join(
            f"{da_time(row.starts_at)}–{da_time(row.starts_at + datetime.timedelta(minutes=row.minutes))}"
            for row in self.found
        )
        return str(_("%(name)s has another interview that day: %(times)s.")) % {
            "name": self.cleaned_data["interviewer"],
            "times": times,
        }

    def write_over(self) -> None:
        """Somebody else was first: keep what was written, to be sent again knowing what is there now."""
        if self.interview is not None:
            newest = Interview.objects.values_list("version", flat=True).get(pk=self.interview.pk)
            self._say("version", str(newest))

    def _say(self, name: str, value: str) -> None:
        """Write a hidden answer into what was sent, so that it comes along the next time."""
        sent: Any = self.data
        self.data = sent.copy()
        sent = self.data
        sent[name] = value

    def wanted(self) -> dict[str, Any]:
        """What the services ask for."""
        data = self.cleaned_data
        return {
            "interviewer": data["interviewer"],
            "starts_at": self.starts_at(),
            "minutes": data["minutes"],
            "meeting_place": data["meeting_place"].strip(),
        }
