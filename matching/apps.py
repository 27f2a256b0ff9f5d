from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    """Floor 2: who with whom."""

    name = "matching"
    verbose_name = _("Matching")

    def ready(self) -> None:
        from matching import wiring  # noqa: PLC0415  needs loaded models

        wiring.connect()
