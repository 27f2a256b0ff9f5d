"""A pair a partner would like the project leader to propose."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mentorship.clock import now
from mentorship.models import Mentor, Refugee
from mentorship.permissions import Permission, Role

if TYPE_CHECKING:
    from mentorship.models import User


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def visible_to(self, user: "User") -> Self:
        """The leader: the programme's. The partner: those for its own mentors."""
        allowed = Q(pk__in=[])
        for binding in user.bindings_granting(Permission.CANDIDATES_VIEW):
            of_programme = Q(mentor__programme_id=binding.programme_id)
            if binding.role == Role.PARTNER:
                of_programme &= Q(mentor__organisation_id=binding.organisation_id)
            allowed |= of_programme
        return self.filter(allowed)

    def open(self) -> Self:
        return self.filter(state=Suggestion.State.OPEN)


class Suggestion(models.Model):
    """A partner's suggestion: one of its mentors for somebody it knows by pseudonym alone."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("suggestion", "Waits for an answer")
        TAKEN_UP = "taken_up", pgettext_lazy("suggestion", "Proposed")
        DECLINED = "declined", pgettext_lazy("suggestion", "Declined")

    class Reason(models.TextChoices):
        LANGUAGE = "language", _("They share a language")
        WORK = "work", _("The mentor knows the line of work")
        INTERESTS = "interests", _("They share interests")
        LIFE = "life", _("They are in the same situation in life")
        TIME = "time", _("They can meet at the same times")
        KNOWN = "known", _("We know the mentor, and this one suits")

    mentor = models.ForeignKey(
        Mentor, on_delete=models.CASCADE, related_name="suggestions"
    )  # about the two alone; what came of it is a match
    refugee = models.ForeignKey(Refugee, on_delete=models.CASCADE, related_name="suggestions")  # as above
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    state = models.CharField(max_length=20, choices=State, default=State.OPEN)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )  # stays signed
    at = models.DateTimeField(default=now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # stays signed
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        constraints = [
            models.UniqueConstraint(
                fields=["mentor", "refugee"], condition=Q(state="open"), name="suggestion_once_open"
            ),
            models.CheckConstraint(
                name="suggestion_decided_iff_signed",
                condition=Q(state="open", decided_at=None, decided_by=None)
                | (~Q(state="open") & Q(decided_at__isnull=False, decided_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentor_id}:{self.refugee_id} {self.state}"
