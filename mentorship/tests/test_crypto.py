"""Values at rest are unreadable without a key, keys can be changed, and hashes find without telling."""

import pytest
from cryptography.fernet import Fernet, InvalidToken

from mentorship import crypto

CPR = "010190-1234 æøå"


@pytest.fixture
def keys(settings):
    """Newest first; the test changes the list's place in settings, as a deployment does."""
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    return settings


def test_what_was_encrypted_comes_back_and_is_not_readable(keys):
    token = crypto.encrypt(CPR)
    assert "0101" not in token
    assert crypto.decrypt(token) == CPR


def test_two_equal_values_do_not_look_equal(keys):
    assert crypto.encrypt(CPR) != crypto.encrypt(CPR)


def test_an_older_key_still_opens_and_the_newest_one_closes(keys):
    old = keys.FIELD_KEYS[0]
    before = crypto.encrypt(CPR)
    keys.FIELD_KEYS = [Fernet.generate_key().decode(), old]
    after = crypto.encrypt(CPR)
    assert crypto.decrypt(before) == crypto.decrypt(after) == CPR
    assert Fernet(keys.FIELD_KEYS[0]).decrypt(after.encode()).decode() == CPR
    keys.FIELD_KEYS = [old]
    with pytest.raises(InvalidToken):
        crypto.decrypt(after)


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-2], lambda t: "x" + t, lambda t: ""], ids=["cut", "more", "empty"]
)
def test_a_spoilt_value_is_refused(keys, spoil):
    token = crypto.encrypt(CPR)
    with pytest.raises(InvalidToken):
        crypto.decrypt(spoil(token))


def test_a_hash_finds_the_same_text_for_the_same_purpose_under_the_same_key(settings):
    one = crypto.lookup_hash(CPR, purpose="cpr")
    assert len(one) == 64
    assert set(one) <= set("0123456789abcdef")
    assert one == crypto.lookup_hash(CPR, purpose="cpr")
    assert one != crypto.lookup_hash(CPR, purpose="phone")
    assert one != crypto.lookup_hash(CPR + " ", purpose="cpr")
    settings.LOOKUP_KEY = "another"
    assert one != crypto.lookup_hash(CPR, purpose="cpr")


def test_hashes_and_values_stand_when_the_sessions_secret_changes(settings):
    token, found = crypto.encrypt(CPR), crypto.lookup_hash(CPR, purpose="cpr")
    settings.SECRET_KEY = "rotated"
    assert crypto.decrypt(token) == CPR
    assert crypto.lookup_hash(CPR, purpose="cpr") == found
