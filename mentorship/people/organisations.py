"""Organisations: made, renamed, and let into a programme."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mentorship.errors import DomainError
from mentorship.models import Organisation, Programme, ProgrammeOrganisation, User
from mentorship.trail import record_act


@transaction.atomic
def make_organisation(*, name: str, by: User) -> Organisation:
    """DomainError where the name is taken, perhaps by somebody a moment earlier."""
    try:
        with transaction.atomic():
            row = Organisation.objects.create(name=name)
    except IntegrityError:
        raise DomainError(_("There is an organisation of that name already.")) from None
    record_act(kind="organisation.made", subject=row, by=by)
    return row


@transaction.atomic
def rename_organisation(*, organisation: Organisation, name: str, by: User) -> Organisation:
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if row.name == name:
        return row
    row.name = name
    try:
        with transaction.atomic():
            row.save(update_fields=["name"])
    except IntegrityError:
        raise DomainError(_("There is an organisation of that name already.")) from None
    record_act(kind="organisation.renamed", subject=row, by=by)
    return row


@transaction.atomic
def join_programme(*, organisation: Organisation, programme: Programme, by: User) -> None:
    """Let the organisation take part, without a quota; taking part already, nothing changes."""
    _part, new = ProgrammeOrganisation.objects.get_or_create(organisation=organisation, programme=programme)
    if new:
        record_act(kind="organisation.joined", subject=organisation, by=by, programme=programme)
