"""Registering and editing people: forms that keep drafts, and tell the second of two who save at once."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mentorship.errors import DomainError, EditConflict
from mentorship.forms.case import CaseForm
from mentorship.forms.profile import ProfileForm
from mentorship.forms.sections import SectionedForm
from mentorship.models import Person, Programme
from mentorship.people.drafts import as_form_data, discard_draft, find_draft
from mentorship.people.editing import edit_case, edit_profile
from mentorship.people.likeness import likely_people
from mentorship.people.registering import register_mentor, register_refugee
from mentorship.trail import acts_on, record_lookup
from mentorship.views.duplicate_parts import likely_rows, no_longer_new
from mentorship.views.person_profile import version_rows, whole_version
from mentorship.views.sides import READ, READ_AND_WRITE, Side, on_both_sides, row_or_404

FormMaker = Callable[..., Any]
REGISTER: dict[str, Callable[..., Any]] = {"refugee": register_refugee, "mentor": register_mentor}


@on_both_sides(*READ_AND_WRITE, change=True, of_row=False)
def new(request: HttpRequest, programme: Programme, side: Side) -> HttpResponse:
    words = side.words(programme)
    page = _Page(request, programme, side, draft_key=f"{programme.key}-{side.name}-new")
    page.head = {
        "title": _("Register a new %(person)s") % {"person": words.one},
        "crumbs": [page.list_crumb(), {"label": _("New")}],
        "cancel_url": side.list_url(programme),
        "button": _("Register"),
    }

    def make(data: Any = None) -> CaseForm:
        return side.form(data, programme=programme, user=request.user)  # type: ignore[arg-type]  # signed in by middleware

    def save(form: CaseForm) -> str:
        row = REGISTER[side.name](
            programme=programme,
            by=request.user,
            person=form.person_data(),
            case=form.case_data(),
            cpr=form.cleaned_data["cpr"],
            known=_same_person(request),
        )
        _warn_of_checksum(request, form)
        messages.success(request, _("Registered. The interview fills the profile."))
        return side.url("", programme, row.pk)

    def look(form: CaseForm) -> list[dict[str, Any]]:
        if "same" in request.POST:
            return []
        user: Any = request.user
        likely = likely_people(user=user, fields=form.person_data(), cpr=form.cleaned_data["cpr"])
        others = no_longer_new(request.POST.get("another", ""))
        return [] if set(likely) <= others else likely_rows(likely, user, programme, side.name)

    return page.answer(make, save, look)


@on_both_sides(*READ_AND_WRITE, change=True)
def edit(request: HttpRequest, programme: Programme, side: Side, row: Any) -> HttpResponse:
    page = _Page(request, programme, side, draft_key=f"{side.name}-{row.pk}-facts", row=row)
    page.head = {
        "title": _("Edit facts"),
        "crumbs": [page.list_crumb(), page.row_crumb(), {"label": _("Edit facts")}],
        "cancel_url": side.url("", programme, row.pk),
        "button": _("Save"),
    }

    def make(data: Any = None) -> CaseForm:
        fresh = row_or_404(side.writable(request, programme), row.pk)
        return side.form(data, programme=programme, user=request.user, enrolment=fresh)  # type: ignore[arg-type]  # signed in by middleware

    def save(form: CaseForm) -> str:
        edit_case(
            enrolment=row,
            version=form.cleaned_data["version"],
            by=request.user,  # type: ignore[arg-type]  # signed in by middleware
            person=form.person_data(),
            case=form.case_data(),
            cpr=form.cleaned_data["cpr"],
        )
        _warn_of_checksum(request, form)
        messages.success(request, _("The facts are saved."))
        return side.url("", programme, row.pk)

    return page.answer(make, save)


@on_both_sides(*READ_AND_WRITE, change=True)
def profile(request: HttpRequest, programme: Programme, side: Side, row: Any) -> HttpResponse:
    page = _Page(request, programme, side, draft_key=f"{side.name}-{row.pk}-profile", row=row)
    page.head = {
        "title": _("Edit profile"),
        "crumbs": [page.list_crumb(), page.row_crumb(), {"label": _("Edit profile")}],
        "cancel_url": side.url("", programme, row.pk),
        "button": _("Save profile"),
        "intro": _("Leave empty what you do not know: an unknown answer is not a no."),
    }

    def make(data: Any = None) -> ProfileForm:
        return ProfileForm(data, enrolment=row_or_404(side.writable(request, programme), row.pk))

    def save(form: ProfileForm) -> str:
        version = form.cleaned_data["version"]
        edit_profile(
            enrolment=row,
            version=int(version) if version.isdecimal() else 0,
            by=request.user,  # type: ignore[arg-type]  # signed in by middleware
            facts=form.facts(),
        )
        messages.success(request, _("The profile is saved."))
        return side.url("", programme, row.pk)

    return page.answer(make, save)


@on_both_sides(*READ)
def versions(request: HttpRequest, programme: Programme, side: Side, row: Any) -> HttpResponse:
    page = _Page(request, programme, side, draft_key="", row=row)
    page.log("versions")
    described = getattr(row, "profile", None)
    wanted = request.GET.get("version", "")
    context = {
        "row": row,
        "crumbs": [page.list_crumb(), page.row_crumb(), {"label": _("Earlier versions")}],
        "versions": version_rows(described) if described else [],
        "whole": whole_version(described, int(wanted)) if described and wanted.isdecimal() else None,
    }
    return render(request, "mentorship/profile_versions.html", context)


def _same_person(request: HttpRequest) -> Person | None:
    """Whom the user has said the new person is; the service asks whether the user may see that person."""
    said = request.POST.get("same", "")
    return Person.objects.filter(pk=int(said)).first() if said.isdecimal() else None


def _warn_of_checksum(request: HttpRequest, form: CaseForm) -> None:
    cpr = form.cleaned_data["cpr"]
    if cpr and not cpr.checksum_holds:
        text = _("The CPR number fails the old checksum. That is common since 2007; check it once more.")
        messages.warning(request, text)


class _Page:
    """One page with a long form: its draft, its conflict, its way back."""

    def __init__(
        self, request: HttpRequest, programme: Programme, side: Side, *, draft_key: str, row: Any = None
    ):
        self.request, self.programme, self.side = request, programme, side
        self.draft_key, self.row = draft_key, row
        self.user: Any = request.user
        self.head: dict[str, Any] = {}

    def list_crumb(self) -> dict[str, str]:
        many = self.side.words(self.programme).many
        return {"label": many[:1].upper() + many[1:], "url": self.side.list_url(self.programme)}

    def row_crumb(self) -> dict[str, str]:
        return {"label": self.row.label, "url": self.side.url("", self.programme, self.row.pk)}

    def log(self, what: str) -> None:
        if self.row:
            record_lookup(user=self.user, person=self.row.person, what=what, programme=self.programme)

    def answer(
        self,
        make: FormMaker,
        save: Callable[[Any], str],
        look: Callable[[Any], list[dict[str, Any]]] = lambda form: [],
    ) -> HttpResponse:
        """Show the form, with a draft in it if there is one; or save it and go on.

        `look` finds who a new person likely is: then nothing is saved before the user has said.
        """
        if self.request.method != "POST":
            return self._show(make)
        form = make(self.request.POST)
        if not form.is_valid():
            return self._page(form, status=400)
        if likely := look(form):
            return self._page(form, status=409, likely=likely)
        try:
            url = save(form)
        except EditConflict as error:
            return self._conflict(form, make(), str(error))
        except DomainError as error:
            form.add_error(None, str(error))
            return self._page(form, status=400)
        discard_draft(user=self.user, key=self.draft_key)
        return HttpResponseRedirect(url)

    def _show(self, make: FormMaker) -> HttpResponse:
        draft = find_draft(user=self.user, key=self.draft_key)
        if draft is None:
            return self._page(make())
        form = make(as_form_data(draft))
        form.spare_errors()
        return self._page(form, draft=draft)

    def _conflict(self, form: SectionedForm, saved: SectionedForm, error: str) -> HttpResponse:
        """Both versions side by side: what the other alone has changed is taken over, what was written stays.

        Saved again, nothing of the other's is lost but what the user has written over knowingly.
        """
        sent: Any = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict, which its type does not say
        form.data = sent
        taken = form.take_over(saved)
        differences = form.differences(saved)
        sent["version"], sent["opened"] = saved["version"].value(), saved.opened_with()
        last = acts_on(self.row).exclude(kind__startswith="consent").first()
        by = last.by_label if last else ""
        conflict = {"error": error, "by": by, "taken": taken, "rows": differences}
        return self._page(form, status=409, conflict=conflict)

    def _page(
        self,
        form: SectionedForm,
        *,
        status: int = 200,
        draft: Any = None,
        conflict: Any = None,
        likely: Sequence[dict[str, Any]] = (),
    ) -> HttpResponse:
        self.log("edit")
        context = {
            "intro": "",
            **self.head,
            "form": form,
            "protected": bool(self.row and self.row.person.is_protected),
            "names_hidden": getattr(form, "names_hidden", False),
            "about": self.row.label if self.row else "",
            "draft": draft,
            "draft_url": reverse("people:draft", args=[self.draft_key]),
            "here": self.request.path,
            "conflict": conflict,
            "likely": likely,
            "likely_keys": ",".join(str(row["pk"]) for row in likely),
        }
        return render(self.request, "mentorship/person_form.html", context, status=status)
