"""What an export is asked for, and who is left out of it."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from mentorship.errors import DomainError
from mentorship.models import Consent, Municipality, Programme
from mentorship.vocabulary import ConsentScope

DIALECTS = ("danish", "international")


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """One export: the programme, the period, the municipality, and how the files are written.

    People registered by `until`; matches under way, follow-ups due and spells running at some time from
    `since` to `until`. `until` is the data date: what happened later is not in the files.
    """

    programme: Programme
    until: datetime.date
    since: datetime.date | None = None
    municipality: Municipality | None = None
    dialect: str = "danish"

    def check(self) -> None:
        """Refuse, in words, what cannot be exported."""
        if self.since and self.since > self.until:
            raise DomainError(_("The period ends before it begins."))
        if self.dialect not in DIALECTS:
            raise DomainError(_("The dialect is one of: %(names)s.") % {"names": ", ".join(DIALECTS)})
        if self.municipality and not self.programme.municipalities.filter(pk=self.municipality.pk).exists():
            raise DomainError(
                _("%(name)s takes no part in the programme.") % {"name": self.municipality.name}
            )

    def described(self) -> dict[str, Any]:
        """The filters as codes, for the trail and the read-me."""
        return {
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat(),
            "municipality": self.municipality.code if self.municipality else "",
            "dialect": self.dialect,
        }

    def within(self, path: str = "") -> Q:
        """The municipality, on rows that reach it by `path`."""
        return Q(**{f"{path}municipality": self.municipality}) if self.municipality else Q()

    def withdrawn(self, side: str) -> QuerySet[Any]:
        """Ids of those on `side` who have taken their consent to evaluation back."""
        consents = Consent.objects.filter(
            scope=ConsentScope.EVALUATION, **{f"{side}__programme": self.programme}
        )
        still = consents.filter(withdrawn_on=None).values(side)
        return consents.exclude(**{f"{side}__in": still}).values(side)
