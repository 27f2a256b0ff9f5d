"""Finding a case by its CPR number, in a way that tells nothing of cases one may not see."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mentorship.errors import DomainError
from mentorship.models import Act, Mentor, Programme, Refugee, User
from mentorship.people.identity import cpr_hash
from mentorship.people.roster.cpr import parse_cpr
from mentorship.permissions import Permission
from mentorship.trail import record_act, record_lookup

KIND = "cpr.searched"
MISSES_A_DAY = 20


@transaction.atomic
def find_by_cpr(*, programme: Programme, number: str, by: User) -> Mentor | Refugee | None:
    """The case in `programme` with this number, if `by` may see it; None for none and a foreign one alike.

    Each search stands in the trail, without the number. DomainError for what is no CPR number, and after
    20 searches a day that found nothing: numbers are not to be tried one by one.
    """
    cpr = parse_cpr(number)
    if cpr is None:
        raise DomainError(_("This is no CPR number. Write ten digits, with or without a hyphen."))
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    mine = Act.objects.filter(subject_label=User._meta.label, subject_id=str(by.pk), kind=KIND, at__gte=today)
    if mine.filter(detail__found=False).count() >= MISSES_A_DAY:
        raise DomainError(_("You have searched for many numbers today without finding a case. Try tomorrow."))
    found = _visible(programme, cpr_hash(cpr.digits), by)
    record_act(kind=KIND, subject=by, by=by, programme=programme, found=found is not None)
    if found is not None:
        record_lookup(user=by, person=found.person, what="cpr_search", programme=programme)
    return found


def _visible(programme: Programme, number_hash: str, by: User) -> Mentor | Refugee | None:
    """Both sides are asked whatever the first says, so that the time taken says nothing."""
    sides = [
        model.objects.visible_to(by, permission=Permission.CPR_REVEAL)
        .filter(programme=programme, person__cpr_hash=number_hash)
        .select_related("person")
        .first()
        for model in (Refugee, Mentor)
    ]
    return next((row for row in sides if row is not None), None)
