"""What the interview found out: the facts that matching reads, and how they were at any earlier time."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorship.clock import now
from mentorship.models.person import Mentor, Refugee
from mentorship.vocabulary import Education, Gender, Household


class Profile(models.Model):
    """Facts about one enrolled person. Null means not known (worth asking); an empty list means known: none.

    languages: {code: level 1-5}, codes as in CLDR. interests: [words]. availability, needs: [codes of
    vocabulary.Availability, .Need]; a mentor's `needs` is what he or she offers help with.
    children_birth_years: [year]. personality: {question key: answer 1-5} where the programme asks.
    """

    mentor = models.OneToOneField(
        Mentor, null=True, blank=True, on_delete=models.CASCADE, related_name="profile"
    )  # the profile is part of the enrolment
    refugee = models.OneToOneField(
        Refugee, null=True, blank=True, on_delete=models.CASCADE, related_name="profile"
    )  # the profile is part of the enrolment
    languages = models.JSONField(_("languages"), null=True, blank=True)
    interests = models.JSONField(_("interests"), null=True, blank=True)
    availability = models.JSONField(_("can meet"), null=True, blank=True)
    needs = models.JSONField(_("needs"), null=True, blank=True)
    children_birth_years = models.JSONField(_("children's years of birth"), null=True, blank=True)
    personality = models.JSONField(_("personality"), null=True, blank=True)
    occupation = models.CharField(_("occupation"), max_length=120, blank=True)
    work_experience = models.CharField(_("work experience"), max_length=500, blank=True)
    education = models.CharField(_("education"), max_length=30, choices=Education, blank=True)
    household = models.CharField(_("household"), max_length=20, choices=Household, blank=True)
    wants_gender = models.CharField(_("wishes the other's gender"), max_length=10, choices=Gender, blank=True)
    wants_same_background = models.BooleanField(_("wishes the same background"), null=True, blank=True)
    own_transport = models.BooleanField(_("own transport"), null=True, blank=True)
    expectations = models.TextField(_("expectations"), blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        constraints = [
            models.CheckConstraint(
                name="profile_of_exactly_one",
                condition=Q(mentor__isnull=False, refugee=None) | Q(mentor=None, refugee__isnull=False),
            )
        ]

    FACTS = (
        "languages",
        "interests",
        "availability",
        "needs",
        "children_birth_years",
        "personality",
        "occupation",
        "work_experience",
        "education",
        "household",
        "wants_gender",
        "wants_same_background",
        "own_transport",
        "expectations",
    )

    def __str__(self) -> str:
        return f"Profile {self.pk} v{self.version}"

    def facts(self) -> dict[str, Any]:
        """The facts alone, as a version of the profile keeps them."""
        return {name: getattr(self, name) for name in self.FACTS}


class ProfileVersion(models.Model):
    """The facts as they were: what was known when a match was made."""

    profile = models.ForeignKey(
        Profile, on_delete=models.CASCADE, related_name="versions"
    )  # part of the profile
    number = models.PositiveIntegerField()
    facts = models.JSONField()
    made_at = models.DateTimeField(default=now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # who wrote a version stays known; null: an import from the shell

    class Meta:
        ordering = ("profile", "-number")
        constraints = [models.UniqueConstraint(fields=["profile", "number"], name="profile_version_once")]

    def __str__(self) -> str:
        return f"{self.profile} #{self.number}"
