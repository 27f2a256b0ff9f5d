"""Which tables keep a trail of field changes (django-auditlog), and which fields never reach it.

The library's own mask shows the second half of a value, which of a CPR number is the secret half:
those fields are left out altogether, and a change of them is an act of its own.
"""

from auditlog.registry import auditlog

from mentorship.models import (
    Clearance,
    Consent,
    Mentor,
    Organisation,
    Person,
    Profile,
    Programme,
    Refugee,
    RoleBinding,
    User,
)


def register() -> None:
    auditlog.register(Person, exclude_fields=["cpr", "cpr_hash", "version"])
    auditlog.register(User, exclude_fields=["password", "last_login"])
    auditlog.register(Organisation)  # a programme file may go on calling it by an earlier name
    auditlog.register(Programme, exclude_fields=["document"])
    for case in (Mentor, Refugee, Profile):
        auditlog.register(case, exclude_fields=["version"])
    for paper in (Clearance, Consent, RoleBinding):
        auditlog.register(paper)
