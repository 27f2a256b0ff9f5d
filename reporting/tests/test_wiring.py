"""What reporting tells those who write programme files that it computes."""

import pytest

from mentorship.programmes.vocabulary import INDICATORS
from mentorship.testing.programmes import document_of
from reporting.indicators import REGISTER

# Indicator a file that comes with the product names though nothing counts it -> what it waits for.
NOT_COMPUTED = {
    "holdbart-match": {},
    "vaertsprogram": {
        "answers_positive": "questionnaires are no rows yet",
        "cost_per_match": "expenses are no rows yet",
    },
}


def test_the_computed_indicators_are_the_registered_ones():
    assert set(REGISTER) == INDICATORS.computed()


@pytest.mark.parametrize("key", NOT_COMPUTED)
def test_every_indicator_of_the_files_that_come_along_is_computed_or_excused(key):
    used = {criterion["indicator"] for criterion in document_of(key)["criteria"]}
    assert used - INDICATORS.computed() == set(NOT_COMPUTED[key])
