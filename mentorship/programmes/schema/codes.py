"""The product's closed vocabularies as field types: an error names what is allowed."""

from collections.abc import Callable, Sequence
from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import AfterValidator

from mentorship.vocabulary import (
    ActivityKind,
    ClearanceKind,
    ConsentScope,
    Gender,
    LabourStatus,
    Need,
    ResidenceBasis,
)


def _one_of(values: Sequence[str]) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in values:
            raise ValueError(
                _("“%(value)s” is not allowed; allowed: %(allowed)s")
                % {"value": value, "allowed": ", ".join(values)}
            )
        return value

    return check


ResidenceCode = Annotated[str, AfterValidator(_one_of(ResidenceBasis.values))]
ClearanceCode = Annotated[str, AfterValidator(_one_of(ClearanceKind.values))]
ScopeCode = Annotated[str, AfterValidator(_one_of(ConsentScope.values))]
NeedCode = Annotated[str, AfterValidator(_one_of(Need.values))]
GenderCode = Annotated[str, AfterValidator(_one_of(Gender.values))]
ActivityKindCode = Annotated[str, AfterValidator(_one_of(ActivityKind.values))]
StatusCode = Annotated[str, AfterValidator(_one_of(LabourStatus.values))]
