from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    """Floor 4: what came of it."""

    name = "reporting"
    verbose_name = _("Reporting")

    def ready(self) -> None:
        from reporting import wiring  # noqa: PLC0415  needs loaded models

        wiring.connect()
