"""What matching tells those who write programme files that it computes."""

import pytest

from matching.criteria.fits import CRITERIA
from mentorship.programmes.schema import ProgrammeDocument
from mentorship.programmes.vocabulary import MATCH_CRITERIA
from mentorship.testing.programmes import document_of


def test_what_a_file_may_weight_is_what_is_computed():
    assert set(CRITERIA) == MATCH_CRITERIA.computed() == set(MATCH_CRITERIA.keys())


@pytest.mark.parametrize("key", ["background", "local_ties"])
def test_a_file_may_weight_what_the_default_leaves_out(key):
    own = document_of() | {"matching": document_of()["matching"] | {"weights": {key: 7}}}
    assert ProgrammeDocument.model_validate(own, strict=False).matching.weights == {key: 7}
