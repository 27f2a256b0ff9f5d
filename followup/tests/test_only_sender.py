"""On SQLite one sender at a time, held by a file that a kill frees; elsewhere rows are what is held."""

import pytest
from django.db import connection

from followup import reminders
from followup.models import Message
from followup.only_sender import only_sender
from mentorship.testing.factories import ProgrammeFactory


@pytest.fixture
def _on_a_file(tmp_path, monkeypatch):
    monkeypatch.setattr(connection, "vendor", "sqlite")
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "db.sqlite3"))


@pytest.mark.usefixtures("_on_a_file")
def test_one_holds_it_until_it_is_done():
    with only_sender() as first, only_sender() as second:
        assert (first, second) == (True, False)
    with only_sender() as third:
        assert third


@pytest.mark.usefixtures("_on_a_file")
def test_it_is_freed_when_its_holder_fails():
    with pytest.raises(KeyError), only_sender():
        raise KeyError
    with only_sender() as next_one:
        assert next_one


@pytest.mark.parametrize(
    ("vendor", "name"),
    [
        pytest.param("postgresql", "mentorship", id="rows are locked"),
        pytest.param("sqlite", "file:memorydb_default?mode=memory", id="nobody else sees it"),
    ],
)
def test_nothing_is_held_where_nothing_need_be(monkeypatch, vendor, name):
    monkeypatch.setattr(connection, "vendor", vendor)
    monkeypatch.setitem(connection.settings_dict, "NAME", name)
    with only_sender() as first, only_sender() as second:
        assert (first, second) == (True, True)


@pytest.mark.django_db
def test_who_is_not_alone_leaves_the_letters_to_the_other(monkeypatch, tmp_path):
    Message.objects.create(programme=ProgrammeFactory(), key="waiting")
    name = connection.settings_dict["NAME"]
    with monkeypatch.context() as patched:
        patched.setattr(connection, "vendor", "sqlite")
        patched.setitem(connection.settings_dict, "NAME", str(tmp_path / "db.sqlite3"))
        with only_sender() as other:
            assert other
            assert reminders.send_queued() == reminders.Counts()
    assert Message.objects.get().state == "queued"
    assert connection.settings_dict["NAME"] == name
    assert reminders.send_queued().sent == 0
    assert Message.objects.get().state == "dropped", "nobody is to be written to"
