"""How a CPR number is stored and found again: encrypted, with a keyed hash beside it."""

from typing import TypedDict

from mentorship.crypto import lookup_hash
from mentorship.people.roster.cpr import Cpr


class CprFields(TypedDict):
    """The three fields of a Person that are set together or not at all."""

    cpr: str
    cpr_hash: str
    cpr_kind: str


def cpr_hash(digits: str) -> str:
    """What ten digits without a hyphen are found by."""
    return lookup_hash(digits, purpose="cpr")


def cpr_fields(cpr: Cpr) -> CprFields:
    return {"cpr": cpr.digits, "cpr_hash": cpr_hash(cpr.digits), "cpr_kind": cpr.kind}
