"""Names that mean nothing outside: the same person has the same one in every export of a programme."""

import hashlib
import hmac

from django.conf import settings

from mentorship.models import Programme

DIGITS = 16  # 64 bits: two of a million people share one with a chance below one in ten million


class Pseudonyms:
    """A keyed hash of the product's own number, under a key of the programme; never of a CPR number."""

    def __init__(self, programme: Programme):
        self._key = hmac.new(
            str(settings.PSEUDONYM_KEY).encode(), f"programme:{programme.key}".encode(), hashlib.sha256
        ).digest()

    def of(self, kind: str, pk: int) -> str:
        """A letter for the kind and sixteen hexadecimal digits."""
        told = hmac.new(self._key, f"{kind}:{pk}".encode(), hashlib.sha256).hexdigest()
        return f"{kind[0]}{told[:DIGITS]}"
