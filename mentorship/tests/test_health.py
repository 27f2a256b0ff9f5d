"""Alive while it answers at all; ready only while database, tables and broker are."""

import socket
import time

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from mentorship.config.settings.background import broker_from
from mentorship.views import health

pytestmark = pytest.mark.django_db


@pytest.fixture
def black_hole():
    """A port that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as listening:
        yield listening.getsockname()[1]


@pytest.fixture
def nobody_home():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return closed.getsockname()[1]


@pytest.fixture
def broker_at(settings, tmp_path):
    def set_to(port):
        for name, value in broker_from(f"redis://127.0.0.1:{port}/0", var_dir=tmp_path).items():
            setattr(settings, name, value)

    return set_to


def answers(client):
    ready = client.get("/readyz")
    assert client.get("/healthz").status_code == 200
    assert ready["Cache-Control"].startswith("max-age=0")
    return ready.status_code, ready.json()


def test_ready_when_all_is_well(client):
    assert answers(client) == (200, {"database": True, "migrations": True, "broker": True})


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_not_ready_without_a_database(client, monkeypatch, error):
    def refuse(*args):
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(connection, "cursor", refuse)
        assert answers(client) == (503, {"database": False, "migrations": False, "broker": True})


def test_not_ready_while_a_migration_is_missing(client, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: ["one"])
    assert answers(client) == (503, {"database": True, "migrations": False, "broker": True})


def test_not_ready_when_the_database_goes_in_between(client, monkeypatch):
    def refuse(self, targets):
        raise OperationalError

    monkeypatch.setattr(MigrationExecutor, "migration_plan", refuse)
    assert answers(client) == (503, {"database": True, "migrations": False, "broker": True})


def test_not_ready_when_the_broker_refuses(client, broker_at, nobody_home):
    broker_at(nobody_home)
    assert answers(client) == (503, {"database": True, "migrations": True, "broker": False})


def test_not_ready_and_soon_said_when_the_broker_never_answers(client, broker_at, black_hole):
    broker_at(black_hole)
    began = time.monotonic()
    assert answers(client)[0] == 503
    assert time.monotonic() - began < 4, "the container's health check waits four seconds"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_they_only_read(client, path):
    assert client.post(path).status_code == 405


def test_a_folder_broker_is_always_there(client, settings, tmp_path):
    for name, value in broker_from("", var_dir=tmp_path).items():
        setattr(settings, name, value)
    assert health._broker() is True
