"""Secrets at rest: encryption of single values, and keyed look-up hashes.

Keys come from settings: `FIELD_KEYS` (newest first; older ones still decrypt) and
`LOOKUP_KEY`. Neither is derived from `SECRET_KEY`, so sessions may be rotated alone.
"""

import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    """Ciphertext of `text` under the newest key; a fresh one at every call."""
    return _box(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Text behind `token`; raises `cryptography.fernet.InvalidToken` if no key opens it."""
    return _box(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode()


def encrypt_bytes(content: bytes) -> bytes:
    """Ciphertext of `content` under the newest key, a third longer than it."""
    return _box(tuple(settings.FIELD_KEYS)).encrypt(content)


def decrypt_bytes(token: bytes) -> bytes:
    """Bytes behind `token`; raises `cryptography.fernet.InvalidToken` if no key opens it."""
    return _box(tuple(settings.FIELD_KEYS)).decrypt(token)


def lookup_hash(text: str, *, purpose: str) -> str:
    """Keyed SHA-256 (64 hex digits) of `text`, different for each `purpose`.

    Equal texts give equal hashes, so a value can be found without being readable. Never
    published: whoever holds the key can try all CPR numbers in minutes (RELIABILITY 1.8).
    """
    message = f"{purpose}:{text}".encode()
    return hmac.new(settings.LOOKUP_KEY.encode(), message, hashlib.sha256).hexdigest()
