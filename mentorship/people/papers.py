"""Consents given and withdrawn, clearances asked for and seen."""

import datetime

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils.translation import gettext as _

from mentorship.errors import DomainError
from mentorship.models import Clearance, Consent, Mentor, Refugee, User
from mentorship.people.waiting import follow_event, waiting_from
from mentorship.programmes.document import programme_document
from mentorship.signals import consent_withdrawn
from mentorship.trail import record_act


@transaction.atomic
def give_consent(
    *, enrolment: Mentor | Refugee, scope: str, given_on: datetime.date, language: str, by: User
) -> Consent:
    """Record a consent to the programme's present wording; DomainError while an earlier one holds."""
    enrolment = type(enrolment)._default_manager.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if enrolment.consents.valid().filter(scope=scope).exists():
        raise DomainError(_("This consent is given already."))
    before = waiting_from(enrolment) if isinstance(enrolment, Refugee) else None
    asked = programme_document(enrolment.programme).consents
    wording = next((consent.version for consent in asked if consent.scope == scope), "")
    consent = Consent.objects.create(
        **{str(enrolment.side): enrolment},
        scope=scope,
        given_on=given_on,
        language=language,
        text_version=wording,
        recorded_by=by,
    )
    _follow(enrolment, before)
    record_act(kind="consent.given", subject=enrolment, by=by, programme=enrolment.programme, scope=scope)
    return consent


@transaction.atomic
def withdraw_consent(
    *, enrolment: Mentor | Refugee, scope: str, withdrawn_on: datetime.date, by: User
) -> Consent:
    """Record that a consent no longer holds; what it was stays to be read, what rests on it is taken back."""
    enrolment = type(enrolment)._default_manager.select_for_update(of=("self",)).get(pk=enrolment.pk)
    consent = enrolment.consents.valid().filter(scope=scope).first()
    if consent is None:
        raise DomainError(_("There is no consent to withdraw."))
    if withdrawn_on < consent.given_on:
        raise DomainError(_("A consent cannot be withdrawn before it was given."))
    before = waiting_from(enrolment) if isinstance(enrolment, Refugee) else None
    consent.withdrawn_on = withdrawn_on
    consent.save(update_fields=["withdrawn_on"])
    _follow(enrolment, before)
    record_act(kind="consent.withdrawn", subject=enrolment, by=by, programme=enrolment.programme, scope=scope)
    consent_withdrawn.send(Consent, enrolment=enrolment, scope=scope, by=by)
    return consent


def _follow(enrolment: Mentor | Refugee, before: datetime.date | None) -> None:
    if isinstance(enrolment, Refugee):
        follow_event(enrolment, before)
        enrolment.save(update_fields=["waiting_since"])


@transaction.atomic
def record_clearance(
    *,
    mentor: Mentor,
    kind: str,
    requested_on: datetime.date | None,
    seen_on: datetime.date | None,
    expires_on: datetime.date | None,
    by: User,
) -> Clearance:
    """Record that a paper was asked for or seen, never what it says.

    Without `expires_on` a paper that was seen expires as the programme says, if it says so.
    """
    mentor = Mentor.objects.select_for_update(of=("self",)).get(pk=mentor.pk)
    clearance = mentor.clearances.filter(kind=kind).first() or Clearance(mentor=mentor, kind=kind)
    if seen_on is None and expires_on is not None:
        raise DomainError(_("A paper that nobody has seen has no date of expiry."))
    expires_on = expires_on or expiry_of(mentor, kind, seen_on)
    if seen_on and expires_on and expires_on < seen_on:
        raise DomainError(_("The paper expires before it was seen. Check the two dates."))
    if seen_on != clearance.seen_on:
        clearance.seen_by = by if seen_on else None
    clearance.requested_on, clearance.seen_on, clearance.expires_on = requested_on, seen_on, expires_on
    clearance.save()
    record_act(
        kind="clearance.recorded",
        subject=mentor,
        by=by,
        programme=mentor.programme,
        clearance=kind,
        state=clearance.state,
    )
    return clearance


def expiry_of(mentor: Mentor, kind: str, seen_on: datetime.date | None) -> datetime.date | None:
    """Until when a paper seen on that day holds, where the programme says for how long."""
    rules = programme_document(mentor.programme).matching.rules
    for rule in rules.clearances if rules else ():
        if rule.kind == kind and rule.valid_months and seen_on:
            return seen_on + relativedelta(months=rule.valid_months)
    return None
