"""What the reason codes of a file of matches say to the person who has to mend it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Promise] = {
    "unknown_mentor": _(
        "No mentor has that case number or e-mail address. Take the mentors in first, or correct it."
    ),
    "ambiguous_mentor": _("Several people share this. Write the case number instead."),
    "unknown_refugee": _(
        "Nobody in the programme has that case number or CPR number. Take the people in first, or correct it."
    ),
    "ambiguous_refugee": _("Several people share this. Write the case number as it stands in the register."),
    "same_person": _("Both are the same person."),
    "meeting_after_end": _("The start meeting lies after the end."),
    "end_reason_missing": _("A match that has ended needs its reason, if only “other”."),
    "end_missing": _("There is a reason, but no day it ended. Write the day, or take the reason out."),
    "unknown_end_reason": _("Not one of the programme's reasons for ending a match."),
    "mentor_has_left": _("The mentor left the programme before the match was over. Correct the end."),
    "refugee_has_left": _("The person left the programme before the match was over. Correct the end."),
    "duplicate_match": _("The same match stands in a row above."),
    "refugee_has_a_match": _(
        "The person has another open match, in the register or in a row above. End one of them first."
    ),
    "mentor_has_no_place": _(
        "The mentor has no place left. Raise the mentor's capacity, or correct the rows that take the others."
    ),
    # The way out of an error.
    "end_reasons": _("The programme's reasons for ending a match:"),
    # Odd, but taken.
    "overlapping_match": _("The person had another match in the same time."),
    "before_programme": _("The match started before the programme did."),
}
