"""What a programme demands of a pair, in words: the names of its rules and their values."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.templatetags.danish import da_number
from mentorship.vocabulary import ClearanceKind, Gender

LABELS = {
    "language_level_from": gettext_lazy("Common language from level"),
    "gender_wishes": gettext_lazy("Wishes for the other's gender"),
    "same_municipality": gettext_lazy("The same municipality"),
    "shared_availability": gettext_lazy("Time in common demanded"),
    "at_most_km": gettext_lazy("At most so many km apart"),
    "interview_mentor": gettext_lazy("Interview with the mentor first"),
    "interview_refugee": gettext_lazy("Interview with the refugee first"),
    "intro_course_required": gettext_lazy("Intro course first"),
    "training_blocks": gettext_lazy("Mentor training first"),
    "selected_required": gettext_lazy("Selection first"),
    "same_occupation_field": gettext_lazy("The same field of work"),
    "mentor_gender": gettext_lazy("Gender of the mentors"),
    "refugee_gender": gettext_lazy("Gender of the refugees"),
    "old_pairs_again": gettext_lazy("Earlier pairs may be proposed again"),
    "consent_mentor": gettext_lazy("Consent of the mentor first"),
    "consent_refugee": gettext_lazy("Consent of the refugee first"),
    "partner_consent": gettext_lazy("Consent to sharing with the partner first"),
    "clearances": gettext_lazy("Clearances"),
}
DEMANDS = {
    "always": gettext_lazy("always"),
    "household_children_under_15": gettext_lazy("with children under 15 in the household"),
    "never": gettext_lazy("never"),
}


def rule_label(key: str) -> str:
    return str(LABELS.get(key, key))


def rule_value(key: str, value: Any) -> str:
    """`None` of a rule that reads no number is that it is not there."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict):
        kinds = dict(ClearanceKind.choices)
        return "; ".join(
            f"{kinds.get(kind, kind)}: {DEMANDS.get(said, said)}" for kind, said in value.items()
        )
    if key.endswith("_gender"):
        return str(dict(Gender.choices).get(value, value))
    return da_number(value) if isinstance(value, int | float) else str(value)
