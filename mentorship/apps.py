from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MentorshipConfig(AppConfig):
    """Floor 1: who takes part, under which programme, and who may see what."""

    name = "mentorship"
    verbose_name = _("People and programmes")

    def ready(self) -> None:
        from mentorship import activity_panels, case_states, field_trail, navigation_entries, start_cards  # noqa: PLC0415  needs loaded models
        from mentorship.people import importing_kinds  # noqa: PLC0415  as above

        field_trail.register()
        navigation_entries.register()
        case_states.register()
        start_cards.register()
        importing_kinds.register()
        activity_panels.register()
