from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowupConfig(AppConfig):
    """Floor 3: what happens to a match."""

    name = "followup"
    verbose_name = _("Follow-up")

    def ready(self) -> None:
        from followup import wiring  # noqa: PLC0415  needs loaded models

        wiring.connect()
