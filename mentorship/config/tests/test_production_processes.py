"""The commands of the production shape, run as local processes on PostgreSQL and Redis."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg2
import pytest
import yaml
from cryptography.fernet import Fernet
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
BIN = Path(sys.executable).parent
PATIENCE_S = 90
pytestmark = [pytest.mark.postgres, pytest.mark.redis]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def on_the_server(server, statement):
    connection = psycopg2.connect(f"{server}/postgres")
    connection.autocommit = True
    connection.cursor().execute(statement)
    connection.close()


@pytest.fixture(scope="module")
def port():
    return free_port()


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Production's settings with secrets of the moment and a database of its own."""
    server, _, _name = os.environ["TEST_DATABASE_URL"].rpartition("/")
    name = f"mentorship_shape_{os.getpid()}"
    on_the_server(server, f'CREATE DATABASE "{name}"')
    yield {
        **os.environ,
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "DJANGO_SETTINGS_MODULE": "mentorship.config.settings.production",
        "SECRET_KEY": secrets.token_hex(32),
        "FIELD_KEYS": Fernet.generate_key().decode(),
        "LOOKUP_KEY": secrets.token_hex(32),
        "PSEUDONYM_KEY": secrets.token_hex(32),
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "https://mentorship.test",
        "DATABASE_URL": f"{server}/{name}",
        "REDIS_URL": os.environ["TEST_REDIS_URL"],
        "VAR": str(tmp_path_factory.mktemp("var")),
        "STATIC_ROOT": str(tmp_path_factory.mktemp("static")),
        "PYTHONWARNINGS": "ignore",
    }
    on_the_server(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def commands(port, tmp_path_factory):
    """The commands as docker-compose.yml and Dockerfile name them; port and places are the test's own."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    web = json.loads(image[image.rindex("CMD [") + 4 :].replace("\\\n", " "))
    beat = tmp_path_factory.mktemp("beat")
    return {
        "migrate": [sys.executable, *services["migrate"]["command"][1:]],
        "web": [part.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for part in web],
        "worker": services["worker"]["command"],
        "scheduler": [part.replace("/tmp", str(beat)) for part in services["scheduler"]["command"]],
    }


@pytest.fixture(scope="module")
def running(environment, commands):
    """All of it up, after one migration; ended with the module."""
    for once in (commands["migrate"], [sys.executable, "manage.py", "collectstatic", "--no-input"]):
        subprocess.run(once, cwd=ROOT, env=environment, check=True, capture_output=True)
    started = {
        name: subprocess.Popen(commands[name], cwd=ROOT, env=environment)
        for name in ("web", "worker", "scheduler")
    }
    yield started
    for process in started.values():
        process.terminate()
    for process in started.values():
        process.wait(timeout=PATIENCE_S)


@pytest.fixture(scope="module")
def readiness(running, port):
    """What /readyz says once it is content: any test may be the first to need the pages."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as response:
                return json.load(response)
        except urllib.error.HTTPError as not_yet:
            not_yet.close()
            time.sleep(0.5)
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"no page answered within {PATIENCE_S} s")


def test_web_worker_and_scheduler_run_side_by_side(running, readiness, environment):
    assert readiness == {"database": True, "migrations": True, "broker": True}
    ping = ["celery", "--app=mentorship.config.celery", "inspect", "ping", "--timeout", "5"]
    pong = ""
    deadline = time.monotonic() + PATIENCE_S
    while "pong" not in pong and time.monotonic() < deadline:
        pong = subprocess.run(ping, cwd=ROOT, env=environment, capture_output=True, text=True).stdout
    assert "pong" in pong
    assert {name: process.poll() for name, process in running.items()} == dict.fromkeys(running)


def test_pages_are_sent_to_tls_and_carry_strict_headers(readiness, port):
    class NoRedirect(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args):
            return None

    page = f"http://127.0.0.1:{port}/konto/log-ind/"
    browser = urllib.request.build_opener(NoRedirect)
    with pytest.raises(urllib.error.HTTPError) as refused:
        browser.open(page, timeout=10)
    browser.addheaders = [("X-Forwarded-Proto", "https")]
    with browser.open(page, timeout=10) as response:
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-inline" not in policy
        assert response.headers["Strict-Transport-Security"]
    assert refused.value.code == 301
    refused.value.close()
