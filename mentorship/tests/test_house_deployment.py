"""The production shape: docker-compose.yml and the image hold together, without starting containers."""

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
SECRETS = ("SECRET_KEY", "FIELD_KEYS", "LOOKUP_KEY", "PSEUDONYM_KEY")


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_the_services_are_those_of_the_handbook(compose):
    assert set(compose["services"]) == {"migrate", "web", "worker", "scheduler", "postgres", "redis"}


def test_there_is_one_scheduler(compose):
    assert compose["services"]["scheduler"]["deploy"]["replicas"] == 1
    beats = [name for name, service in compose["services"].items() if "beat" in service.get("command", [])]
    assert beats == ["scheduler"]
    assert "--beat" not in compose["services"]["worker"]["command"]


@pytest.mark.parametrize("name", ["web", "worker", "scheduler", "postgres", "redis"])
def test_each_lasting_service_is_asked_whether_it_is_well(compose, name):
    assert compose["services"][name]["healthcheck"]["test"]


@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_has_a_default(compose, secret):
    assert compose["services"]["web"]["environment"][secret] is None


@pytest.mark.parametrize("name", ["web", "worker", "scheduler"])
def test_nothing_starts_before_the_database_is_migrated(compose, name):
    assert compose["services"][name]["depends_on"]["migrate"] == {
        "condition": "service_completed_successfully"
    }


def test_what_must_last_lies_in_named_volumes(compose):
    mounted = {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
    }
    assert mounted == set(compose["volumes"]) == {"database", "queue", "files", "documents"}


@pytest.mark.skipif(not shutil.which("docker-compose"), reason="docker-compose is not installed here")
def test_docker_compose_accepts_it():
    done = subprocess.run(["docker-compose", "config", "-q"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_image_installs_by_hash_and_does_not_run_as_root():
    recipe = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes" in recipe
    assert recipe.rindex("USER mentorship") > recipe.rindex("FROM ")
