"""The interview in steps, on a tablet in front of the person: nothing is lost, and nothing saved half."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mentorship.clock import today
from mentorship.errors import DomainError, EditConflict
from mentorship.forms.interview import CONSENT, REVIEW, ReviewForm, Step, make_step_form, steps_for
from mentorship.forms.sections import shown
from mentorship.http import SignedInRequest
from mentorship.models import Draft, Programme
from mentorship.people.drafts import as_form_data, keep_draft
from mentorship.people.interviewing import hold_interview, interview_version
from mentorship.templatetags.danish import da_time
from mentorship.trail import acts_on, record_lookup
from mentorship.views.sides import READ_AND_WRITE, Side, on_both_sides

NEXT, BACK, CLOSE, FINISH, AGAIN = "next", "back", "close", "finish", "again"


@on_both_sides(*READ_AND_WRITE, change=True)
def interview(
    request: SignedInRequest, programme: Programme, side: Side, row: Any, step: str
) -> HttpResponse:
    """One step. Whatever is pressed, what was written is kept first, as the user's own draft."""
    talk = _Talk(request, programme, side, row)
    here = next((known for known in talk.steps if known.slug == step), None)
    if here is None:
        raise Http404
    if request.method != "POST":
        record_lookup(user=request.user, person=row.person, what="interview", programme=programme)
        return talk.review() if here is REVIEW else talk.show(here)
    if here is REVIEW:
        return talk.finish() if request.POST.get("go") == FINISH else talk.go_on(here)
    form = make_step_form(here, row, request.POST)
    try:
        keep_draft(user=request.user, key=talk.key(here), data=request.POST)
    except DomainError as error:
        form.add_error(None, str(error))
        return talk.page(here, form, status=400)
    if request.POST.get("go", NEXT) == NEXT and not form.is_valid():
        return talk.page(here, form, status=400)
    return talk.go_on(here)


class _Talk:
    """One user's interview with one person: its steps, and the draft of each."""

    def __init__(self, request: SignedInRequest, programme: Programme, side: Side, row: Any):
        self.request, self.programme, self.side, self.row = request, programme, side, row
        self.steps = steps_for(row)
        keys = [self.key(step) for step in self.steps]
        kept = Draft.objects.filter(user=request.user, key__in=keys)
        self.drafts = {draft.key: draft for draft in kept}

    def key(self, step: Step) -> str:
        return f"{self.side.name}-{self.row.pk}-samtale-{step.slug}"

    def url(self, step: Step) -> str:
        return self.side.url("interview", self.programme, self.row.pk, step.slug)

    def draft(self, step: Step) -> Draft | None:
        return self.drafts.get(self.key(step))

    def form(self, step: Step) -> Any:
        draft = self.draft(step)
        return make_step_form(step, self.row, as_form_data(draft) if draft else None)

    def written(self) -> list[tuple[Step, Any]]:
        """The steps that have been gone through, with what was said."""
        return [(step, self.form(step)) for step in self.steps if self.draft(step)]

    def go_on(self, here: Step) -> HttpResponse:
        """To the step asked for: the next, the one before, any by name, or out with the draft kept."""
        go = self.request.POST.get("go", NEXT)
        if go == CLOSE:
            messages.success(
                self.request, _("The interview is kept as a draft. Go on with it from the case.")
            )
            return HttpResponseRedirect(self.side.url("", self.programme, self.row.pk))
        at = self.steps.index(here)
        by_name = {step.slug: step for step in self.steps}
        by_name |= {BACK: self.steps[max(at - 1, 0)], AGAIN: here}
        chosen = by_name.get(go, self.steps[min(at + 1, len(self.steps) - 1)])
        return HttpResponseRedirect(self.url(chosen))

    def show(self, step: Step) -> HttpResponse:
        form = self.form(step)
        if form.is_bound and "fejl" not in self.request.GET:
            form.spare_errors()
        return self.page(step, form)

    def page(self, step: Step, form: Any, *, status: int = 200) -> HttpResponse:
        draft = self.draft(step)
        context = self._frame(step) | {
            "form": form,
            "consents": form.rows() if step is CONSENT else [],
            "draft_url": reverse("people:draft", args=[self.key(step)]),
            "saved_at": da_time(draft.saved_at) if draft else "",
        }
        return render(self.request, "mentorship/interview.html", context, status=status)

    def _frame(self, here: Step) -> dict[str, Any]:
        at = self.steps.index(here)
        many = self.side.words(self.programme).many
        return {
            "row": self.row,
            "step": here,
            "number": at + 1,
            "total": len(self.steps),
            "first": at == 0,
            "steps": [
                {
                    "slug": step.slug,
                    "label": step.title,
                    "current": step is here,
                    "done": bool(self.draft(step)),
                }
                for step in self.steps
            ],
            "protected": self.row.person.is_protected,
            "crumbs": [
                {"label": many[:1].upper() + many[1:], "url": self.side.list_url(self.programme)},
                {"label": self.row.label, "url": self.side.url("", self.programme, self.row.pk)},
                {"label": _("Interview")},
            ],
        }

    def review(self, form: Any = None, *, conflict: Any = None, status: int = 200) -> HttpResponse:
        """All that is said, step by step, what is still unknown, and what must be mended first."""
        told = [self._told(step) for step in self.steps if step is not REVIEW]
        context = self._frame(REVIEW) | {
            "form": form or ReviewForm(initial={"held_on": today()}),
            "told": told,
            "broken": [part for part in told if part["errors"]],
            "unknown": [label for part in told for label in part["unknown"]],
            "conflict": conflict,
            "first_interview_on": self.row.interviewed_on,
        }
        return render(self.request, "mentorship/interview_review.html", context, status=status)

    def _told(self, step: Step) -> dict[str, Any]:
        """One step in words. Not gone through: what is saved stands."""
        form = self.form(step)
        errors = form.is_bound and not form.is_valid()
        if step is CONSENT:
            lines, unknown = _consent_lines(form)
        else:
            said = _lines(form)
            lines = [{"label": label, "value": value} for label, value in said if value]
            unknown = [label for label, value in said if not value]
            if len(unknown) == len(said):
                unknown = [str(step.title)]
        return {
            "slug": step.slug,
            "title": step.title,
            "url": self.url(step),
            "lines": lines,
            "unknown": unknown,
            "errors": errors,
            "asked": bool(self.draft(step)),
        }

    def finish(self) -> HttpResponse:
        """Save the whole, once; whatever is in the way, the drafts stay."""
        form = ReviewForm(self.request.POST)
        written = self.written()
        if not form.is_valid() or any(not part.is_valid() for _step, part in written):
            return self.review(form, status=400)
        now = interview_version(self.row)
        if self._moved(written, now) and form.cleaned_data["seen"] != now:
            return self._conflict(written, now)
        try:
            hold_interview(
                enrolment=self.row,
                version=now,
                by=self.request.user,
                held_on=form.cleaned_data["held_on"],
                **_gathered(written),
            )
        except EditConflict:
            return self._conflict(written, interview_version(self.row))
        except DomainError as error:
            form.add_error(None, str(error))
            return self.review(form, status=400)
        Draft.objects.filter(user=self.request.user, key__in=list(self.drafts)).delete()
        messages.success(self.request, _("The interview is saved: profile, day and consents."))
        return HttpResponseRedirect(self.side.url("", self.programme, self.row.pk))

    def _moved(self, written: list[tuple[Step, Any]], now: str) -> bool:
        """Whether somebody else has saved since any of the steps was first opened."""
        return any(part["version"].value() != now for step, part in written if step is not CONSENT)

    def _conflict(self, written: list[tuple[Step, Any]], now: str) -> HttpResponse:
        """Both versions side by side. Saving once more is done knowingly, on top of what is shown here."""
        differences = [
            difference
            for step, part in written
            if step is not CONSENT
            for difference in part.differences(make_step_form(step, self.row))
        ]
        last = acts_on(self.row).exclude(kind__startswith="consent").first()
        conflict = {
            "error": _("Somebody else has saved the case or the profile since the interview began."),
            "by": last.by_label if last else "",
            "rows": differences,
        }
        told = {"held_on": self.request.POST.get("held_on", ""), "seen": now}
        return self.review(ReviewForm(initial=told), conflict=conflict, status=409)


def _lines(form: Any) -> list[tuple[str, str]]:
    """(label, what is said in words) of each question; languages are one."""
    lines = []
    if form.language_rows:
        spoken = [
            f"{shown(language)} ({shown(level).lower()})"
            for language, level in form.language_rows
            if language.value()
        ]
        lines.append((_("Languages"), ", ".join(spoken)))
    for section in form.sections():
        for fields in section.rows:
            lines += [(str(field.label), _said(field)) for field in fields if field.name != "more_interests"]
    return lines


def _said(field: Any) -> str:
    """In words; empty where nothing is said. Free words stand with what is ticked."""
    value = field.value()
    if field.name == "interests" and (more := field.form["more_interests"].value()):
        return ", ".join(filter(None, [shown(field) if value else "", str(more)]))
    return "" if value in (None, "", []) else shown(field)


def _consent_lines(form: Any) -> tuple[list[dict[str, Any]], list[str]]:
    lines, missing = [], []
    for row in form.rows():
        if row["given"]:
            lines.append({"label": row["label"], "value": _("given before")})
        elif row["field"] is not None and row["field"].value() not in (None, "", False):
            lines.append({"label": row["label"], "value": _("says yes")})
        else:
            missing.append(_("Consent: %(scope)s") % {"scope": row["label"]})
    return lines, missing


def _gathered(written: list[tuple[Step, Any]]) -> dict[str, Any]:
    """What all the steps say together, as the service takes it."""
    found: dict[str, Any] = {"profile": {}, "person": {}, "case": {}}
    for step, form in written:
        if step is CONSENT:
            found["consents"] = form.said_yes_to()
            found["consented_on"] = form.cleaned_data["given_on"]
            found["language"] = form.cleaned_data["language"]
            continue
        for part, answers in form.answers().items():
            found[part] |= answers
    return found


def first_step_url(side: Side, programme: Programme, row: Any) -> str:
    """Where an interview begins."""
    return side.url("interview", programme, row.pk, steps_for(row)[0].slug)
