"""What a form of a case keeps to itself: protected names, CPR numbers, those in the wrong field."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mentorship.models import Mentor, Refugee, User
from mentorship.people.roster.cpr import parse_cpr
from mentorship.permissions import Permission
from mentorship.trail import has_asked_for_name

HIDDEN_WHEN_PROTECTED = ("name", "email", "phone", "postcode")
CPR_DIGITS = 10


def names_hidden(enrolment: Mentor | Refugee | None, user: User) -> bool:
    """A form shows what it edits, so a hidden name is asked for first, with its purpose."""
    if enrolment is None or not enrolment.person.is_protected:
        return False
    return not has_asked_for_name(user=user, person=enrolment.person, programme=enrolment.programme)


def cpr_known(enrolment: Mentor | Refugee | None, user: User) -> str:
    """What stands below the empty field; the masked number is for those who may see the whole."""
    if enrolment is None or not enrolment.person.cpr:
        return _("Ten digits. May be left out.")
    rows = type(enrolment).objects.visible_to(user, permission=Permission.CPR_REVEAL)
    if rows.filter(pk=enrolment.pk).exists():
        return _("Registered: %(number)s. Leave empty to keep it.") % {"number": enrolment.person.masked_cpr}
    return _("A number is registered. Leave empty to keep it.")


def refuse_cpr(case_number: str) -> str:
    """A case number stands in headings, links and mails, where a CPR number never does."""
    if len(case_number) >= CPR_DIGITS and parse_cpr(case_number):
        raise ValidationError(_("This is a CPR number. Give the case a number of its own."))
    return case_number
