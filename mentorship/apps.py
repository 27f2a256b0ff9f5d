from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MentorshipConfig(AppConfig):
    """Floor 1: who takes part, under which programme, and who may see what."""

    name = "mentorship"
    verbose_name = _("People and programmes")

    def ready(self) -> None:
        from mentorship import (  # noqa: PLC0415  needs loaded models
            case_states,
            field_trail,
            navigation_entries,
            panels,
        )
        from mentorship.people import caseload, extract_parts, importing_kinds  # noqa: PLC0415  as above
        from mentorship.people.outcomes import kind as outcome_kind  # noqa: PLC0415  as above

        field_trail.register()
        navigation_entries.register()
        case_states.register()
        caseload.register()
        extract_parts.register()
        importing_kinds.register()
        outcome_kind.register()
        panels.register()
