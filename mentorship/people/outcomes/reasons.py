"""What the reason codes of a labour-market extract say to the person who has to mend it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Promise] = {
    "unknown_case_number": _("Nobody in the programme has this case number. Write the CPR number instead."),
    "two_people": _("The case number and the CPR number belong to two people."),
    "overlapping_spell": _("The spell begins before an earlier one of the same person has ended."),
    "overlaps_register": _(
        "The register has another spell in the same time. Add the row that ends it, or correct the days."
    ),
    "spell_ends_otherwise": _(
        "The register has another end for this spell. Correct it here, or undo the extract that brought it."
    ),
    "spell_has_other_hours": _(
        "The register has other hours for this spell. Correct them here, or undo the extract that brought it."
    ),
    # Odd, but taken.
    "repeated_row": _("The same row stands above."),
    "cpr_checksums": _("CPR numbers that fail the checksum, as valid ones may:"),
}
