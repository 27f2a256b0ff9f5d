"""Forms of matching: the filters in the URL, and one small form for each step of a match."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching import services
from matching.candidates import suggestion_reasons
from matching.models import Match, MatchAnswer
from matching.permissions import sees_whole_refugee
from matching.states import MatchState
from mentorship.clock import today
from mentorship.models import Municipality, Programme, User
from mentorship.programmes.document import programme_document, words

DATE_HINT = _("Day-month-year, such as 22-11-2026.")


class MatchFilter(forms.Form):
    """Which matches the list shows."""

    ASKED = (("late", _("No answer in time")), ("waiting", _("Asked, not answered")))

    stade = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *MatchState.choices], required=False)
    svar = forms.ChoiceField(label=_("Answers"), choices=[("", _("All")), *ASKED], required=False)
    kommune = forms.ModelChoiceField(
        label=_("Municipality"), queryset=Municipality.objects.none(), to_field_name="code", required=False
    )
    q = forms.CharField(label=_("Name or case number"), max_length=100, required=False)

    def __init__(self, data: Any, *, programme: Programme):
        super().__init__(data)
        field: Any = self.fields["kommune"]
        field.queryset, field.empty_label = programme.municipalities.all(), _("All")


class PairForm(forms.Form):
    """A refugee and a mentor by key, as a button sends them."""

    refugee = forms.IntegerField(widget=forms.HiddenInput)
    mentor = forms.IntegerField(widget=forms.HiddenInput)


class SuggestForm(forms.Form):
    """A partner's suggestion: its mentor by key, the candidate by the token of its pseudonym."""

    mentor = forms.IntegerField(widget=forms.HiddenInput)
    candidate = forms.CharField(max_length=40, widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("Why these two?"))

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["reason"]
        field.choices = [("", _("Choose")), *suggestion_reasons(programme).items()]


class PutForwardForm(forms.Form):
    answer_by_on = forms.DateField(label=_("Answer by"), help_text=DATE_HINT, required=False)


class StepForm(forms.Form):
    """One step of a match. `on` is the day it happened; `perform` calls the service."""

    on = forms.DateField(label=_("Date"), help_text=DATE_HINT)

    def __init__(self, data: Any = None, *, match: Match, user: User):
        self.match, self.user = match, user
        super().__init__(data, initial=self.first_values())

    def first_values(self) -> dict[str, Any]:
        return {"on": today()}

    def perform(self) -> Any:
        raise NotImplementedError


class BackForm(StepForm):
    text = forms.CharField(label=_("Comment"), widget=forms.Textarea, required=False)
    field_order = ("text", "on")

    def perform(self) -> Any:
        return services.back_match(match=self.match, by=self.user, **self.cleaned_data)


class AnswerForm(StepForm):
    """A side's answer; a no needs its reason."""

    side = forms.ChoiceField(label=_("Whose answer"), widget=forms.RadioSelect)
    says = forms.ChoiceField(label=_("Answer"), choices=MatchAnswer.Says.choices, widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label=_("Reason"), required=False, help_text=_("Needed where the answer is no.")
    )
    field_order = ("side", "says", "reason", "on")

    def __init__(self, data: Any = None, *, match: Match, user: User):
        super().__init__(data, match=match, user=user)
        screen, document = words(match.programme), programme_document(match.programme)
        sides: Any = self.fields["side"]
        sides.choices = [(side, _upper(getattr(screen, side).the)) for side in ("mentor", "refugee")]
        reasons: Any = self.fields["reason"]
        reasons.choices = [("", "–")] + [(r.key, str(r.label)) for r in document.matching.decline_reasons]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("says") == MatchAnswer.Says.NO and not data.get("reason"):
            self.add_error("reason", _("Choose the reason for the no."))
        if data.get("says") == MatchAnswer.Says.YES:
            data["reason"] = ""
        return data

    def perform(self) -> Any:
        return services.record_answer(match=self.match, by=self.user, **self.cleaned_data)


class AcceptForm(StepForm):
    def perform(self) -> Any:
        return services.accept_match(match=self.match, by=self.user, **self.cleaned_data)


class StartForm(StepForm):
    """The start meeting as it was held."""

    mentor_expectations = forms.CharField(widget=forms.Textarea, required=False)
    refugee_expectations = forms.CharField(widget=forms.Textarea, required=False)
    joint_plan = forms.CharField(
        label=_("Joint plan"),
        help_text=_("What the two want to reach, how often they meet, and what each does."),
        widget=forms.Textarea,
        required=False,
    )
    agreement_signed_on = forms.DateField(
        label=_("The agreement was signed on"),
        help_text=_("Leave it empty if it is not signed yet."),
        required=False,
    )

    def __init__(self, data: Any = None, *, match: Match, user: User):
        super().__init__(data, match=match, user=user)
        screen = words(match.programme)
        self.fields["on"].label = _("The start meeting was held on")
        for side in ("mentor", "refugee"):
            label = _("What %(person)s expects") % {"person": getattr(screen, side).the}
            self.fields[f"{side}_expectations"].label = label

    def first_values(self) -> dict[str, Any]:
        values: dict[str, Any] = {"on": today()}
        mentor, refugee = (getattr(row, "profile", None) for row in (self.match.mentor, self.match.refugee))
        values["mentor_expectations"] = mentor.expectations if mentor else ""
        if refugee and sees_whole_refugee(self.user, self.match):
            values["refugee_expectations"] = refugee.expectations
        return values

    def perform(self) -> Any:
        return services.start_match(match=self.match, by=self.user, **self.cleaned_data)


class PauseForm(StepForm):
    def perform(self) -> Any:
        return services.pause_match(match=self.match, by=self.user, **self.cleaned_data)


class ResumeForm(StepForm):
    def perform(self) -> Any:
        return services.resume_match(match=self.match, by=self.user, **self.cleaned_data)


class EndForm(StepForm):
    reason = forms.ChoiceField(label=_("Why did it end?"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        help_text=_("For the case only; it is never exported."),
        widget=forms.Textarea,
        required=False,
    )
    field_order = ("reason", "on", "note")

    def __init__(self, data: Any = None, *, match: Match, user: User):
        super().__init__(data, match=match, user=user)
        reasons: Any = self.fields["reason"]
        reasons.choices = [(r.key, str(r.label)) for r in programme_document(match.programme).end_reasons]

    def perform(self) -> Any:
        return services.end_match(match=self.match, by=self.user, **self.cleaned_data)


class ReopenForm(StepForm):
    def perform(self) -> Any:
        return services.reopen_match(match=self.match, by=self.user, **self.cleaned_data)


class WithdrawForm(StepForm):
    note = forms.CharField(label=_("Note"), widget=forms.Textarea, required=False)
    field_order = ("note", "on")

    def perform(self) -> Any:
        return services.withdraw_match(match=self.match, by=self.user, **self.cleaned_data)


class StanceForm(forms.Form):
    """What a member of the task group says of a proposal."""

    text = forms.CharField(
        label=_("Comment"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=2000
    )
    stance = forms.ChoiceField(choices=[(code, code) for code in ("backs", "advises_against", "comments")])


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
