"""What reporting hangs on the floors below, and the rules it lays in the database."""

from typing import Any

from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from mentorship.guards import refuse_update
from mentorship.permissions import Permission
from mentorship.programmes.vocabulary import INDICATORS
from mentorship.registry import NavEntry, StartCard, add_extract_parts, add_navigation, add_start_cards
from reporting import extract_part
from reporting.indicators import REGISTER
from reporting.models import Snapshot
from reporting.start_card import quarter_card


def connect() -> None:
    for indicator in REGISTER.values():
        INDICATORS.add(indicator.key, indicator.label)
    add_navigation(
        NavEntry(_("Recruitment"), "reporting:recruitment", Permission.MENTOR_VIEW, order=41),
        NavEntry(_("Quarter"), "reporting:quarter", Permission.QUARTER_VIEW, order=60),
        NavEntry(_("Export"), "reporting:export", Permission.EVALUATION_EXPORT, order=80),
    )
    add_extract_parts(extract_part.part())
    add_start_cards(StartCard("quarter", "reporting/_start_card.html", quarter_card, order=50))
    post_migrate.connect(_lay_rules, dispatch_uid="reporting.rules")


def _lay_rules(sender: Any, using: str, **kwargs: Any) -> None:
    """A frozen quarter is written once; runs once the app's own tables are there."""
    if sender.name == "reporting":
        refuse_update(
            name="snapshot_written_once",
            table=Snapshot._meta.db_table,
            when="1 = 1",
            message="snapshot: written once",
            using=using,
        )
