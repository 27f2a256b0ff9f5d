"""Forms of activities: what it is, when it meets, whom to sign up, and who came."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mentorship.activities.planning import FIELDS, PROFILE_FIELDS, Meeting
from mentorship.forms.activity_profile import ActivityProfileForm
from mentorship.models import Activity, Municipality, Organisation, Programme, User
from mentorship.permissions import Permission, Role
from mentorship.programmes.document import words
from mentorship.vocabulary import ActivityKind, AttendanceState, Side

MOST_SESSIONS = 20
BLANK_SESSIONS = 1


class SparedForm(forms.Form):
    """A form that can be shown as it is half written, without blaming it yet."""

    def spare_errors(self) -> None:
        if self.is_bound:
            self._errors = forms.utils.ErrorDict()


class ActivityForm(SparedForm, ActivityProfileForm):
    """What an activity is. A narrow role plans for its own municipality or organisation."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=ActivityKind.choices,
        help_text=_("Attending all of a course or training puts the day on the case."),
    )
    side = forms.ChoiceField(label=pgettext_lazy("activity", "For whom"))
    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("Without names of people."))
    municipality = forms.ModelChoiceField(label=_("Municipality"), queryset=Municipality.objects.none())
    organisation = forms.ModelChoiceField(label=_("Held by"), queryset=Organisation.objects.none())
    places = forms.IntegerField(
        label=_("Places"),
        required=False,
        min_value=1,
        max_value=2000,
        help_text=_("For each session. Left empty: no limit."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "form-input--short"}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, programme: Programme, user: User, activity: Activity | None = None
    ):
        initial: dict[str, Any] = {"side": Side.BOTH}
        if activity:
            initial = {name: getattr(activity, name) for name in FIELDS} | {"version": activity.version}
        super().__init__(data, initial=initial)
        names = words(programme)
        sides: Any = self.fields["side"]
        sides.choices = [
            (Side.BOTH, _("Both sides")),
            (Side.REFUGEE, _upper(names.refugee.many)),
            (Side.MENTOR, _upper(names.mentor.many)),
        ]
        self.shape_profile(programme, activity)
        self._narrow(programme, user, activity)

    def _narrow(self, programme: Programme, user: User, activity: Activity | None) -> None:
        hats = [
            hat
            for hat in user.bindings_granting(Permission.ACTIVITY_CHANGE)
            if hat.programme_id == programme.pk
        ]
        places: Any = programme.municipalities.all()
        holders: Any = programme.organisations.all()
        own_place = all(hat.role == Role.CONSULTANT for hat in hats)
        own_holder = all(hat.role == Role.PARTNER for hat in hats)
        if own_place:
            places = Municipality.objects.filter(pk__in=[hat.municipality_id for hat in hats])
        if own_holder:
            holders = Organisation.objects.filter(pk__in=[hat.organisation_id for hat in hats])
        if activity and activity.municipality_id:
            places = places | Municipality.objects.filter(pk=activity.municipality_id)
        if activity and activity.organisation_id:
            holders = holders | Organisation.objects.filter(pk=activity.organisation_id)
        self._choose("municipality", places.distinct(), own_place, _("All municipalities"))
        self._choose("organisation", holders.distinct(), own_holder, _("The municipality"))

    def _choose(self, name: str, rows: Any, own: bool, empty: Any) -> None:
        field: Any = self.fields[name]
        field.queryset, field.required = rows, own
        field.empty_label = None if own else empty

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("kind") == ActivityKind.MENTOR_TRAINING and data.get("side") != Side.MENTOR:
            self.add_error("side", _("Mentor training is for the mentors' side alone."))
        self.clean_profile(data)
        return data

    def facts(self) -> dict[str, Any]:
        own = {name: self.cleaned_data[name] for name in FIELDS if name not in PROFILE_FIELDS}
        return own | self.profile()


class SessionForm(SparedForm):
    """One session. A blank row that nobody has touched is none."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    day = forms.DateField(label=_("Date"), required=False)
    starts = forms.TimeField(
        label=_("From"), required=False, widget=forms.TimeInput(attrs={"class": "form-input--short"})
    )
    ends = forms.TimeField(
        label=_("To"), required=False, widget=forms.TimeInput(attrs={"class": "form-input--short"})
    )
    meeting_place = forms.CharField(label=pgettext_lazy("meeting", "Place"), required=False, max_length=200)
    gone = forms.BooleanField(label=_("Remove this session"), required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("gone") or self.is_blank:
            return data
        for name in ("day", "starts", "ends"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("A session needs a day and two times, such as 16.30."))
        if data.get("starts") and data.get("ends") and data["ends"] <= data["starts"]:
            self.add_error("ends", _("The session ends before it begins."))
        return data

    @property
    def is_blank(self) -> bool:
        told = (self.cleaned_data.get(name) for name in ("day", "starts", "ends", "meeting_place"))
        return not any(told) and not self.errors and not self.cleaned_data.get("pk")

    def meeting(self) -> Meeting:
        data = self.cleaned_data
        return Meeting(
            starts_at=_moment(data["day"], data["starts"]),
            ends_at=_moment(data["day"], data["ends"]),
            meeting_place=data["meeting_place"],
            pk=data["pk"],
        )


if TYPE_CHECKING:
    SessionForms = forms.BaseFormSet[SessionForm]
else:
    SessionForms = forms.BaseFormSet  # Django's own class takes no type at run time


class SessionFormSetBase(SessionForms):
    def clean(self) -> None:
        if not any(self.errors) and not self.meetings():
            raise ValidationError(_("An activity meets at least once: give a day and a time."))

    def meetings(self) -> list[Meeting]:
        """What was filled in; call when the forms are valid."""
        kept = [form for form in self.forms if not form.cleaned_data.get("gone") and not form.is_blank]
        return [form.meeting() for form in kept]


SessionFormSet = forms.formset_factory(
    SessionForm, SessionFormSetBase, extra=0, max_num=MOST_SESSIONS, validate_max=True
)


def sessions_as_read(activity: Activity | None) -> list[dict[str, Any]]:
    """The rows a form of the activity starts with."""
    rows = []
    for session in activity.sessions.all() if activity else ():
        starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        rows.append(
            {
                "pk": session.pk,
                "day": starts.date(),
                "starts": starts.time(),
                "ends": ends.time(),
                "meeting_place": session.meeting_place,
            }
        )
    return rows


class ActivityFilter(forms.Form):
    """Which activities the list shows."""

    art = forms.ChoiceField(label=_("Kind"), required=False)
    kommune = forms.ModelChoiceField(
        label=_("Municipality"), queryset=Municipality.objects.none(), to_field_name="code", required=False
    )

    def __init__(self, data: Any, *, programme: Programme):
        super().__init__(data)
        kinds: Any = self.fields["art"]
        kinds.choices = [("", _("All")), *ActivityKind.choices]
        places: Any = self.fields["kommune"]
        places.queryset, places.empty_label = programme.municipalities.all(), _("All")


class CandidateFilter(forms.Form):
    """Whom the page offers to sign up."""

    side = forms.CharField(required=False, widget=forms.HiddenInput)
    vis = forms.ChoiceField(label=_("Show"), required=False)
    kommune = forms.ModelChoiceField(
        label=_("Municipality"), queryset=Municipality.objects.none(), to_field_name="code", required=False
    )
    q = forms.CharField(label=_("Name or case number"), max_length=100, required=False)

    def __init__(self, data: Any, *, programme: Programme, lacking_label: str):
        super().__init__(data)
        places: Any = self.fields["kommune"]
        places.queryset, places.empty_label = programme.municipalities.all(), _("All")
        if lacking_label:
            shown: Any = self.fields["vis"]
            shown.choices = [("", lacking_label), ("alle", _("Everybody"))]
        else:
            del self.fields["vis"]


# What can be answered of one person; the first is what the list stands on when a session has been held.
ANSWERS = (
    (AttendanceState.ATTENDED, pgettext_lazy("attendance", "Came")),
    (AttendanceState.ABSENT, pgettext_lazy("attendance", "Stayed away")),
    (AttendanceState.EXCUSED, pgettext_lazy("attendance", "Excused")),
    (AttendanceState.SIGNED_UP, pgettext_lazy("attendance", "Not recorded")),
)


def _moment(day: datetime.date, at: datetime.time) -> datetime.datetime:
    return datetime.datetime.combine(day, at, tzinfo=timezone.get_default_timezone())


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
