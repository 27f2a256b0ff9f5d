"""On which days a municipality is closed, for the floors below that ask."""

import datetime

from followup.services.planning import days_off_of
from followup.workdays import is_working_day
from mentorship.models import Programme
from mentorship.programmes.document import programme_document


def is_closed(programme: Programme, municipality_id: int, day: datetime.date) -> bool:
    """A weekend, a holiday of the country or a day off of the municipality's own; one query."""
    country = programme_document(programme).country
    return not is_working_day(day, country=country, days_off=days_off_of(programme, municipality_id))
