"""Model fields of our own."""

from typing import Any

from django.db import models

from mentorship import crypto


class EncryptedTextField(models.TextField):
    """Text that the database holds only as ciphertext; an empty string stays empty.

    It cannot be searched: keep a `crypto.lookup_hash` beside it for equality.
    """

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return crypto.decrypt(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return crypto.encrypt(value) if value else value


class EncryptedBinaryField(models.BinaryField):
    """Bytes that the database holds only as ciphertext; none at all stays none at all."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        return crypto.decrypt_bytes(bytes(value)) if value else value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        sealed = crypto.encrypt_bytes(bytes(value)) if value else value
        return super().get_db_prep_value(sealed, connection, prepared)
