"""Closed vocabularies that every floor shares: the stored code and the word on the screen.

Codes never change once stored; words may. What a roster or a programme file may write
is translated to these codes at the door.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Gender(models.TextChoices):
    FEMALE = "female", _("Woman")
    MALE = "male", _("Man")
    OTHER = "other", pgettext_lazy("gender", "Other")


class LanguageLevel(models.IntegerChoices):
    """How well a language is spoken; a common one is of use from FAIR unless the programme says otherwise."""

    BEGINNER = 1, _("beginner")
    FAIR = 2, _("fair")
    GOOD = 3, pgettext_lazy("language level", "good")
    FLUENT = 4, _("fluent")
    NATIVE = 5, _("mother tongue")


class Availability(models.TextChoices):
    WEEKDAY_DAY = "weekday_day", _("Weekdays, daytime")
    WEEKDAY_EVENING = "weekday_evening", _("Weekdays, evening")
    WEEKEND = "weekend", _("Weekend")


class Need(models.TextChoices):
    """What a refugee wants help with, and what a mentor offers."""

    WORK = "work", _("Work")
    EDUCATION = "education", _("Education")
    LANGUAGE = "language", _("Language")
    NETWORK = "network", _("Network")
    EVERYDAY = "everyday", _("Everyday life")


class Education(models.TextChoices):
    NONE = "none", _("No schooling")
    PRIMARY = "primary", _("Primary school")
    UPPER_SECONDARY = "upper_secondary", _("Upper secondary")
    VOCATIONAL = "vocational", _("Vocational")
    SHORT_HIGHER = "short_higher", _("Short higher education")
    MEDIUM_HIGHER = "medium_higher", _("Medium higher education")
    LONG_HIGHER = "long_higher", _("Long higher education")


class ResidenceBasis(models.TextChoices):
    REFUGEE = "refugee", _("Refugee")
    UKRAINE_ACT = "ukraine_act", _("Special act on Ukraine")
    FAMILY_OF_REFUGEE = "family_of_refugee", _("Family reunified with a refugee")
    FAMILY_OTHER = "family_other", _("Family reunified with another")
    ASYLUM_SEEKER = "asylum_seeker", _("Asylum seeker")
    EU_CITIZEN = "eu_citizen", _("EU citizen")
    EXPAT = "expat", _("Expat")
    ACCOMPANYING_SPOUSE = "accompanying_spouse", _("Accompanying spouse")
    STUDENT = "student", _("Student")
    OTHER = "other", pgettext_lazy("residence basis", "Other")


class LabourStatus(models.TextChoices):
    """Labour-market status of a spell. Which count as self-supporting is the programme's to say."""

    SELF_SUPPORTED = "self_supported", _("Self-supporting without a job")
    ORDINARY_JOB = "ordinary_job", _("Ordinary job")
    FLEX_JOB = "flex_job", _("Flexible job")
    WAGE_SUBSIDY = "wage_subsidy", _("Wage subsidy")
    WORK_PLACEMENT = "work_placement", _("Work placement")
    UTILITY_JOB = "utility_job", _("Utility job")
    EDUCATION = "education", pgettext_lazy("labour status", "In education")
    LANGUAGE_SCHOOL = "language_school", _("Language school")
    PUBLIC_SUPPORT = "public_support", _("Public support")
    SPOUSE_SUPPORTED = "spouse_supported", _("Supported by spouse")
    PARENTAL_LEAVE = "parental_leave", _("Parental leave")
    SICK_PAY = "sick_pay", _("Sickness benefit")
    MOVED_AWAY = "moved_away", _("Moved away")


class Household(models.TextChoices):
    SINGLE = "single", _("Single")
    COUPLE = "couple", _("Couple")
    FAMILY = "family", _("Family with children")
    SINGLE_PARENT = "single_parent", _("Single parent")
    SHARED = "shared", _("Shared household")


class ClearanceKind(models.TextChoices):
    """Papers a mentor shows. That they were seen is stored, never what they say."""

    CHILD_CERTIFICATE = "child_certificate", _("Child certificate")
    CRIMINAL_RECORD = "criminal_record", _("Criminal record")
    CONFIDENTIALITY = "confidentiality", _("Confidentiality declaration")


class ConsentScope(models.TextChoices):
    """With whom a person has agreed that we share what the profile says."""

    PARTICIPATION = "participation", _("Taking part and being registered")
    PARTNER = "partner", _("Sharing with the partner organisation")
    COUNTERPART = "counterpart", _("Sharing with the other side of a match")
    TASK_GROUP = "task_group", _("Sharing with the task group")
    EVALUATION = "evaluation", _("Evaluation")


class Side(models.TextChoices):
    """Whose side of a match; each is followed up and asked on its own."""

    MENTOR = "mentor", _("The mentor's side")
    REFUGEE = "refugee", _("The refugee's side")
    BOTH = "both", _("Both together")


class CprKind(models.TextChoices):
    ORDINARY = "ordinary", _("CPR number")
    REPLACEMENT = "replacement", _("Replacement CPR number")


class ActivityKind(models.TextChoices):
    """What an activity is; attending some of them marks the person's own case."""

    INTRO_COURSE = "intro_course", _("Introduction course")
    MENTOR_TRAINING = "mentor_training", _("Mentor training")
    RECRUITMENT = "recruitment", _("Recruitment event")
    EVENT = "event", _("Event")


class AttendanceState(models.TextChoices):
    SIGNED_UP = "signed_up", _("Signed up")
    ATTENDED = "attended", _("Came")
    ABSENT = "absent", _("Stayed away")
    EXCUSED = "excused", _("Excused")


class InterviewState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    ABSENT = "absent", _("Did not come")
    CANCELLED = "cancelled", _("Cancelled")


class DocumentKind(models.TextChoices):
    """What a document on a case is. Papers of clearance are never kept, only that they were seen."""

    AGREEMENT = "agreement", _("Agreement")
    CONSENT = "consent", _("Signed consent")
    CV = "cv", _("CV")
    PLAN = "plan", _("Plan")
    OTHER = "other", _("Other")


class ScanState(models.TextChoices):
    NOT_SCANNED = "not_scanned", _("Not scanned for viruses")
    CLEAN = "clean", _("Scanned, nothing found")
    INFECTED = "infected", _("Virus found")


class LookUpGround(models.TextChoices):
    """Why somebody opens a case that is not his or her own."""

    COVER = "cover", _("Covering for a colleague")
    CONTACT = "contact", _("The person, or somebody close, has been in touch")
    TASK = "task", _("A task in the case that I have been given")
    OVERSIGHT = "oversight", _("Supervision or control")
    FAULT = "fault", _("Looking for a fault")
    OTHER = "other", pgettext_lazy("look-up", "Something else")
