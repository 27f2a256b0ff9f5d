"""What the reason codes of a roster say to the person who has to mend it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentorship.people.outcomes.reasons import REASONS as OUTCOME_REASONS

REASONS: dict[str, Promise] = {
    # The file as a whole.
    "empty_file": _("The file is empty."),
    "not_a_table": _("The file is not a table. Save it from the spreadsheet as XLSX or CSV."),
    "old_or_locked_workbook": _(
        "The workbook is in an old format or has a password. Save it as XLSX without a password."
    ),
    "damaged_workbook": _("The workbook is damaged. Open it in the spreadsheet and save it again."),
    "file_too_large": _("The file is too large for a roster."),
    "too_many_rows": _("There are too many rows in one file."),
    "too_many_columns": _("There are too many columns for a roster."),
    "unreadable_text": _("The letters cannot be read. Save the file as CSV UTF-8."),
    "bad_quotes": _("A quotation mark is opened or closed in the wrong place."),
    "cell_too_long": _("A cell is longer than any cell of a roster."),
    "no_rows": _("There is a header but nobody under it."),
    "missing_column": _("The column is missing."),
    "duplicate_column": _("The column is there twice."),
    "too_many_cells": _("The row has more cells than the header."),
    "too_few_cells": _("The whole row is in one cell."),
    # A cell.
    "required": _("Has to be filled in."),
    "unknown_municipality": _("Not a municipality we know, by name or code."),
    "not_a_year": _("Not a year of four digits."),
    "out_of_range": _("Outside what is possible."),
    "not_a_date": _("Not a date. Write it 22-11-2026."),
    "not_an_email": _("Not an e-mail address."),
    "not_a_number": _("Not a number."),
    "not_a_cpr": _("Not a CPR number."),
    "not_a_postcode": _("Not a postcode."),
    "not_yes_or_no": _("Neither yes nor no."),
    "unknown_language": _("Not a language we know."),
    "unknown_level": _("Not a level. Write beginner, fair, good, fluent or mother tongue after a colon."),
    "unknown_country": _("Not a country we know."),
    "unknown_value": _("Not one of the words this column may hold."),
    "too_long": _("Too long."),
    "broken_formula": _("The spreadsheet has an error in this cell."),
    "duplicate_case_number": _("The case number is used by a row above."),
    "cpr_as_case_number": _("This is a CPR number. Give the case a number of its own."),
    "cpr_elsewhere": _(
        "This CPR number cannot be used here. Check number and name; if both are right, ask the leader."
    ),
    # Odd, but taken.
    "duplicate": _("Likely the same person."),
    "duplicate_in_register": _("Likely somebody the programme already has."),
    "differs_from_register": _("The register says otherwise. It was left as it is."),
    "formula": _("Begins like a formula. Kept as text."),
    "unknown_column": _("Not a column we know. It was left out."),
    "cpr_checksum": _("The CPR number fails the checksum, as valid ones may."),
    "cpr_birth_year": _("The CPR number says another year of birth."),
    "not_a_phone": _("Not a phone number alone. Kept as written."),
    "municipality_outside_programme": _("The municipality takes no part in the programme."),
    "unknown_consultant": _("Nobody with a role in the programme has this address. Left blank."),
    # Worth knowing.
    "other_sheets": _("Only the first sheet with content was read."),
    "new_organisation": _("The organisation is new to the programme and was added."),
    "known_person": _("The CPR number belongs to somebody known already; the row was joined to that person."),
    "cpr_kept_at_first": _("The CPR number stands in a row above and was kept there alone."),
    "case_numbers_given": _("Rows without a case number were given one."),
}

# What other kinds of file add to a roster's: {code: sentence}.
MORE_REASONS: dict[str, Promise] = {
    **OUTCOME_REASONS,
    "in_the_future": _("The day lies ahead. Only what has happened can be taken in."),
    "ends_before_it_starts": _("The end lies before the start."),
}


def add_reasons(reasons: Mapping[str, Promise]) -> None:
    MORE_REASONS.update(reasons)


def explain(reason: str) -> str:
    """The sentence for `reason` in the active language; the code itself if there is none."""
    return str(REASONS.get(reason) or MORE_REASONS.get(reason) or reason)
