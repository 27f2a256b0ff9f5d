"""Who lacks which of the consents a programme asks for."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mentorship.models import Consent, Mentor, Programme, Refugee
from mentorship.programmes.document import programme_document
from mentorship.vocabulary import ConsentScope

Enrolled = TypeVar("Enrolled", Mentor, Refugee)
MISSING, WITHDRAWN, OLD_TEXT, GIVEN = "missing", "withdrawn", "old_text", "given"


@dataclass(frozen=True, slots=True)
class Asked:
    """A consent the programme asks one side for. `needed`: nobody is proposed without it."""

    scope: ConsentScope
    version: str
    needed: bool


def asked_of(programme: Programme, side: str) -> list[Asked]:
    document = programme_document(programme)
    needed = document.consent_scopes_required(side)
    return [
        Asked(ConsentScope(consent.scope), consent.version, consent.scope in needed)
        for consent in document.consents
        if side in consent.sides
    ]


def standing(consents: "list[Consent]", asked: Asked) -> tuple[str, Consent | None]:
    """How one person stands with one consent, and the row that says so."""
    own = [consent for consent in consents if consent.scope == asked.scope]
    valid = next((consent for consent in own if consent.withdrawn_on is None), None)
    if valid:
        return (OLD_TEXT if valid.text_version not in ("", asked.version) else GIVEN), valid
    last = max(own, key=lambda consent: (consent.withdrawn_on, consent.pk), default=None)
    return (WITHDRAWN, last) if last else (MISSING, None)


def in_standing(
    rows: "QuerySet[Enrolled]", side: str, asked: list[Asked], *, wanted: str = ""
) -> "QuerySet[Enrolled]":
    """Those who stand as `wanted` with one of `asked`; by default those who lack one, for whatever reason."""
    if wanted == WITHDRAWN:
        return rows.filter(pk__in=_withdrawn(side, asked))
    if not wanted and len(asked) > 1:
        return rows.alias(given=_given(side, asked)).filter(given__lt=len(asked))
    found = Q(pk__in=[])
    for each in asked:
        found |= _standing(side, each, wanted)
    return rows.filter(found)


def _given(side: str, asked: list[Asked]) -> Any:
    """How many of `asked` a person has given: one of a scope is valid at most, so one look counts all."""
    own = Consent.objects.valid().filter(**{side: OuterRef("pk")}, scope__in=[each.scope for each in asked])
    counted = own.order_by().values(side).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _withdrawn(side: str, asked: list[Asked]) -> Any:
    """Keys of those who took one of `asked` back and did not give it anew: found from the few withdrawn."""
    anew = Consent.objects.valid().filter(**{side: OuterRef(side)}, scope=OuterRef("scope"))
    back = Consent.objects.filter(withdrawn_on__isnull=False, scope__in=[each.scope for each in asked])
    return back.filter(~Exists(anew), **{f"{side}__isnull": False}).values(side)


def _standing(side: str, asked: Asked, wanted: str) -> Q:
    own: Any = Consent.objects.filter(**{side: OuterRef("pk")}, scope=asked.scope)
    if wanted == OLD_TEXT:
        return Q(Exists(own.filter(withdrawn_on=None).exclude(text_version__in=["", asked.version])))
    return ~Q(Exists(own))
