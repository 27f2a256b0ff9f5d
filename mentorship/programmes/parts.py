"""The rows that follow a programme's document: municipalities, partners, populations, criteria.

Nothing here is ever deleted: people, follow-ups and frozen quarters point at it. What a document no longer
names loses its quota, or is retired.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from auditlog.models import LogEntry
from django.utils.translation import gettext as _

from mentorship import clock
from mentorship.errors import DomainError
from mentorship.models import (
    Municipality,
    Organisation,
    Population,
    Programme,
    ProgrammeMunicipality,
    ProgrammeOrganisation,
    SuccessCriterion,
)
from mentorship.programmes.schema import ProgrammeDocument
from mentorship.programmes.schema.frame import MunicipalityPart
from mentorship.programmes.schema.measures import Criterion, Result


def sync_parts(programme: Programme, document: ProgrammeDocument) -> None:
    """Make the rows say what the document says; call inside the transaction that saves the programme."""
    municipalities = _sync_municipalities(programme, document)
    organisations = _sync_organisations(programme, document)
    for population in document.populations:
        Population.objects.update_or_create(
            programme=programme,
            key=population.key,
            defaults={"as_of_on": population.as_of, "size": population.size},
        )
    _sync_criteria(programme, document, municipalities, organisations)


def _sync_municipalities(programme: Programme, document: ProgrammeDocument) -> dict[str, Municipality]:
    found: dict[str, Municipality] = {}
    for part in document.municipalities:
        found[part.code] = municipality = _municipality(part)
        ProgrammeMunicipality.objects.update_or_create(
            programme=programme,
            municipality=municipality,
            defaults={
                "quota": part.quota.people if part.quota else None,
                "quota_on": part.quota.due_on if part.quota else None,
                "days_off": _month_and_day(part.days_off),
            },
        )
    for row in programme.municipality_parts.exclude(municipality__in=list(found.values())):
        row.quota, row.quota_on = None, None
        row.save(update_fields=["quota", "quota_on"])
    return found


def _month_and_day(days_off: tuple[str, ...] | None) -> list[list[int]] | None:
    return None if days_off is None else [[int(number) for number in day.split("-")] for day in days_off]


def _municipality(part: MunicipalityPart) -> Municipality:
    """The municipality with this code, under the name it already has."""
    if Municipality.objects.filter(name=part.name).exclude(code=part.code).exists():
        raise DomainError(
            _("The municipality %(name)s is already known by another code than %(code)s.")
            % {"name": part.name, "code": part.code}
        )
    return Municipality.objects.get_or_create(code=part.code, defaults={"name": part.name})[0]


def _sync_organisations(programme: Programme, document: ProgrammeDocument) -> dict[str, Organisation]:
    found: dict[str, Organisation] = {}
    for part in document.organisations:
        found[part.key] = organisation = _organisation_called(part.name)
        agreement = part.agreement
        payment = agreement.payment if agreement else None
        target_group = agreement.target_group if agreement else None
        ProgrammeOrganisation.objects.update_or_create(
            programme=programme,
            organisation=organisation,
            defaults={
                "quota": agreement.quota if agreement else None,
                "amount_dkk": None if payment is None else round(payment),
                "target_group": target_group.on_screen(document.languages[0]) if target_group else "",
            },
        )
    for row in programme.organisation_parts.exclude(organisation__in=list(found.values())):
        row.quota, row.amount_dkk = None, None
        row.save(update_fields=["quota", "amount_dkk"])
    return found


def _organisation_called(name: str) -> Organisation:
    """The one called so, now or before it was renamed here: a name the municipality gave is kept."""
    if row := Organisation.objects.filter(name=name).first():
        return row
    renamed = LogEntry.objects.get_for_model(Organisation).filter(changes__name__0=name)
    for key in renamed.order_by("-pk").values_list("object_pk", flat=True):
        if row := Organisation.objects.filter(pk=key).first():
            return row
    return Organisation.objects.create(name=name)


@dataclass(frozen=True, slots=True)
class _Split:
    """One row of a criterion: the whole (neither set), or the part of one municipality or partner."""

    target: float | None
    municipality: Municipality | None = None
    organisation: Organisation | None = None


def _splits(
    criterion: Criterion, municipalities: dict[str, Municipality], organisations: dict[str, Organisation]
) -> Iterator[_Split]:
    yield _Split(criterion.target)
    for code, share in criterion.by_municipality.items():
        yield _Split(share, municipality=municipalities[code])
    for key, share in criterion.by_organisation.items():
        yield _Split(share, organisation=organisations[key])


def _sync_criteria(
    programme: Programme,
    document: ProgrammeDocument,
    municipalities: dict[str, Municipality],
    organisations: dict[str, Organisation],
) -> None:
    kept: list[int] = []
    for position, criterion in enumerate(document.criteria):
        for split in _splits(criterion, municipalities, organisations):
            row = _save_criterion(programme, criterion, split, _fields(criterion, split, position))
            kept.append(row.pk)
    for position, result in enumerate(document.results, start=len(document.criteria)):
        kept.append(_save_criterion(programme, result, _Split(None), _result_fields(result, position)).pk)
    for row in programme.criteria.filter(retired_on=None).exclude(pk__in=kept):
        row.retired_on = clock.today()
        row.save(update_fields=["retired_on"])


def _save_criterion(
    programme: Programme, entry: Criterion | Result, split: _Split, fields: dict[str, Any]
) -> SuccessCriterion:
    return SuccessCriterion.objects.update_or_create(
        programme=programme,
        key=entry.key,
        municipality=split.municipality,
        organisation=split.organisation,
        defaults=fields | {"document": entry.model_dump(mode="json", exclude_unset=True)},
    )[0]


def _fields(criterion: Criterion, split: _Split, position: int) -> dict[str, Any]:
    return {
        "kind": SuccessCriterion.Kind(criterion.kind),
        "indicator": criterion.indicator,
        "unit": criterion.unit,
        "target": _decimal(split.target),
        "due_on": criterion.due_on,
        "position": position,
        "retired_on": _retired_on(criterion),
    }


def _result_fields(result: Result, position: int) -> dict[str, Any]:
    return {
        "kind": SuccessCriterion.Kind.RESULT,
        "indicator": result.indicator,
        "unit": result.unit,
        "target": None,
        "due_on": None,
        "position": position,
        "retired_on": None,
    }


def _retired_on(criterion: Criterion) -> date | None:
    """A criterion is retired once the funder has said yes; while its word is awaited it still counts."""
    retired = criterion.retired
    if retired is None or retired.word != "granted":
        return None
    return retired.answered_on or retired.asked_on or clock.today()


def _decimal(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(str(number))
