"""Rules of the house that hold for every file: layout, size, and reasons beside exceptions."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LONGEST_FILE = 300  # lines
LONGEST_TEST_FILE = 400  # its length is its cases

# The layout of the top level is agreed; each further file says why it must stand there.
TOP_LEVEL = {
    "manage.py": "agreed",
    "mentorship": "agreed",
    "matching": "agreed",
    "followup": "agreed",
    "reporting": "agreed",
    "templates": "agreed",
    "static": "agreed",
    "requirements.txt": "agreed",
    "pytest.ini": "agreed",
    "docker-compose.yml": "agreed",
    "README.md": "agreed",
    "Makefile": "the commands of the README",
    "Dockerfile": "what docker-compose.yml builds",
    ".dockerignore": "keeps data and secrets out of the image",
    "requirements.in": "what requirements.txt locks",
    "requirements-dev.in": "what requirements-dev.txt locks",
    "requirements-dev.txt": "hashed packages of tests and checks",
    "requirements-bench.in": "what requirements-bench.txt locks",
    "requirements-bench.txt": "hashed packages of the solvers that make bench compares with",
    "package.json": "third-party assets",
    "package-lock.json": "their hashes",
    ".npmrc": "keeps the lock file free of addresses",
    "pyproject.toml": "ruff, mypy, coverage, djlint, mutmut read it here",
    ".importlinter": "the layers",
    ".editorconfig": "editors look for it here",
    ".gitignore": "git looks for it here",
    ".ci": "what a build machine runs",
    "scripts": "what the Makefile calls",
    "locale": "translations",
    "docs": "architecture, operations, decisions",
    "CHANGELOG.md": "what users notice",
}
NOT_YET_WRITTEN = {
    "README.md",
    "CHANGELOG.md",
    "docs",
    ".ci",
    "Dockerfile",
    ".dockerignore",
    "docker-compose.yml",
}

# Longer than the rule allows, with the reason. An entry that is no longer needed fails the test.
LONG_FILES: dict[str, str] = {}

EXCEPTION = re.compile(
    r"#\s*(?:noqa|type:\s*ignore|pragma:\s*no cover)(?::\s*[\w,\s]*?\d+)?(?:\[[\w,\s-]*\])?"
)
REGISTRY_HOSTS = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.\w+\.\w+|npmjs|yarnpkg|unpkg\.com|jsdelivr", re.I
)


def tracked(*patterns: str) -> list[Path]:
    """Files git knows or would take up, by pattern."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


@pytest.fixture(scope="module", autouse=True)
def _needs_git():
    if not (ROOT / ".git").exists():
        pytest.skip("the rules are read from the repository, and this is a copy without one")


def test_the_top_level_holds_only_what_was_agreed():
    found = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert found - set(TOP_LEVEL) == set(), "put it in a folder, or give the reason in TOP_LEVEL"
    assert set(TOP_LEVEL) - NOT_YET_WRITTEN - found == set(), "TOP_LEVEL names what is not there"


def test_files_fit_in_the_head():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in tracked("*.py")
        if "migrations" not in path.parts
    }
    too_long = {
        name: lines
        for name, lines in lengths.items()
        if lines > (LONGEST_TEST_FILE if "/tests/" in name else LONGEST_FILE)
    }
    assert {name: n for name, n in too_long.items() if name not in LONG_FILES} == {}
    assert set(LONG_FILES) - set(too_long) == set(), "short enough by now: take it off the list"


def test_every_exception_from_the_linters_has_its_reason_beside_it():
    bare = []
    for path in tracked("*.py"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found = EXCEPTION.search(line)
            if found and path != Path(__file__) and not re.search(r"\w{3}", line[found.end() :]):
                bare.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert bare == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param("import x  # noqa: PLC0415", "", id="noqa-bare"),
        pytest.param("import x  # noqa: PLC0415  needs models", "  needs models", id="noqa-reasoned"),
        pytest.param("x = 1  # type: ignore[arg-type]", "", id="type-bare"),
        pytest.param("x = 1  # type: ignore[arg-type]  # stubs lag", "  # stubs lag", id="type-reasoned"),
        pytest.param("x = 1  # pragma: no cover", "", id="cover-bare"),
    ],
)
def test_what_counts_as_a_reason(line, reason):
    found = EXCEPTION.search(line)
    assert line[found.end() :] == reason


def test_no_file_names_a_registry_host():
    named = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if path != Path(__file__) and path.suffix not in {".png", ".ico", ".xlsx", ".docx", ".woff2"}
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="ignore").splitlines(), 1)
        if REGISTRY_HOSTS.search(line)
    ]
    assert named == []


def test_tests_are_named_after_what_they_test():
    strays = [
        str(path.relative_to(ROOT))
        for path in tracked("*.py")
        if "tests" in path.parts
        and path.name not in {"__init__.py", "conftest.py"}
        and not path.name.startswith("test_")
        and "def test_" in path.read_text(encoding="utf-8")
    ]
    assert strays == [], "pytest does not collect these"


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_package_has_a_hash(lock):
    blocks = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8"))
    packages = [block for block in blocks if "==" in block.split("\n")[0]]
    assert len(packages) > 30
    assert [block.split(" ")[0] for block in packages if "--hash=sha256:" not in block] == []


def test_production_runs_on_the_same_versions_as_the_tests():
    pin = re.compile(r"^([a-zA-Z0-9._-]+(?:\[[\w,]+\])?)==(\S+)", re.MULTILINE)
    production = dict(pin.findall((ROOT / "requirements.txt").read_text(encoding="utf-8")))
    tested = dict(pin.findall((ROOT / "requirements-dev.txt").read_text(encoding="utf-8")))
    assert production.items() - tested.items() == set()
