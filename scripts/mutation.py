"""Mutation tests of the pure cores: a change of them that no test notices is a hole in the tests.

    python scripts/mutation.py                    all cores, a table at the end
    python scripts/mutation.py reporting.quarters one of them; the survivors are listed

Each core is mutated in a copy under var/mutation/ and meets its own tests alone, so that a run takes
minutes. MUTATION_MIN (85) is the least share, in percent, that must be killed.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
SCRATCH = ROOT / "var" / "mutation"
LEAST_PERCENT = float(os.environ.get("MUTATION_MIN") or 85)
ALSO_NEEDED = ("templates", "static", "locale", "pytest.ini", "manage.py")
WORKERS = os.environ.get("TEST_WORKERS", "2")


@dataclass(frozen=True)
class Core:
    """A pure core: the files that are changed, and the tests that should notice."""

    files: tuple[str, ...]
    tests: tuple[str, ...]


CORES = {
    "matching.assignment": Core(("matching/assignment*.py",), ("matching/tests/test_assignment*.py",)),
    "matching.scoring": Core(("matching/scoring*.py",), ("matching/tests/test_scoring*.py",)),
    "matching.criteria": Core(
        ("matching/criteria/*.py",), ("matching/tests/test_criteria*.py", "matching/tests/test_scoring*.py")
    ),
    "followup.schedule": Core(
        ("followup/schedule.py", "followup/workdays.py"),
        ("followup/tests/test_schedule*.py", "followup/tests/test_workdays.py"),
    ),
    "reporting.statistics": Core(
        ("reporting/statistics*.py", "reporting/survival.py", "matching/shares.py"),
        (
            "reporting/tests/test_statistics*.py",
            "reporting/tests/test_survival.py",
            "matching/tests/test_shares.py",
        ),
    ),
    "reporting.rounding": Core(
        ("reporting/rounding.py", "reporting/disclosure.py"),
        ("reporting/tests/test_rounding.py", "reporting/tests/test_disclosure.py"),
    ),
    "reporting.quarters": Core(("reporting/quarters.py",), ("reporting/tests/test_quarters.py",)),
}


@dataclass(frozen=True)
class Score:
    killed: int
    survived: int
    untested: int

    @property
    def percent(self) -> float:
        """Of all mutants; those no test reaches count as survivors. NaN if there were none."""
        total = self.killed + self.survived + self.untested
        return 100 * self.killed / total if total else float("nan")


def configuration(core: Core) -> str:
    app = core.files[0].split("/")[0]
    found = [str(p.relative_to(ROOT)) for pattern in core.tests for p in sorted(ROOT.glob(pattern))]
    others = [name for name in ("mentorship", "matching", "followup", "reporting") if name != app]
    return "\n".join(
        [
            "[tool.mutmut]",
            f"source_paths = {json.dumps([app])}",
            f"only_mutate = {json.dumps(core.files)}",
            f"also_copy = {json.dumps([*others, *ALSO_NEEDED])}",
            # A core needs no database and no browser; one that fails is one that is killed.
            'pytest_add_cli_args = ["-p", "no:cacheprovider", "-p", "no:playwright", "-x"]',
            f"pytest_add_cli_args_test_selection = {json.dumps(found)}",
        ]
    )


def copy_of_the_tree(name: str, core: Core) -> Path:
    """A fresh copy of what git knows, with the configuration of this core alone."""
    folder = SCRATCH / name
    shutil.rmtree(folder, ignore_errors=True)
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    for file in subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    ):
        if file and (ROOT / file).is_file():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / file, folder / file)
    (folder / "pyproject.toml").write_text(configuration(core), encoding="utf-8")
    return folder


def mutate(name: str) -> tuple[Score, str]:
    """The score of one core, and its survivors by name, one a line."""
    folder = copy_of_the_tree(name, CORES[name])
    mutmut = str(BIN / "mutmut")
    with (folder / "mutmut.log").open("w") as log:
        done = subprocess.run([mutmut, "run", "--max-children", WORKERS], cwd=folder, stdout=log, stderr=log)
    if done.returncode:
        tail = (folder / "mutmut.log").read_text(errors="replace")[-3000:]
        raise SystemExit(f"mutation of {name} did not run: {tail}")
    subprocess.run([mutmut, "export-cicd-stats"], cwd=folder, capture_output=True, check=True)
    counts = json.loads((folder / "mutants" / "mutmut-cicd-stats.json").read_text())
    listed = subprocess.run(
        [mutmut, "results"], cwd=folder, capture_output=True, text=True, check=True
    ).stdout
    killed = counts["killed"] + counts.get("timeout", 0) + counts.get("segfault", 0)
    survived = counts["survived"] + counts.get("suspicious", 0)
    return Score(killed, survived, counts.get("no_tests", 0)), listed.strip()


def table(scores: dict[str, Score]) -> str:
    rows = ["| core | mutants | killed | survived | no test | % |", "|---|--:|--:|--:|--:|--:|"]
    total = Score(
        sum(s.killed for s in scores.values()),
        sum(s.survived for s in scores.values()),
        sum(s.untested for s in scores.values()),
    )
    for name, score in {**scores, "all": total}.items():
        count = score.killed + score.survived + score.untested
        parts = f"{count} | {score.killed} | {score.survived} | {score.untested} | {score.percent:.1f}"
        rows.append(f"| {name} | {parts} |")
    return "\n".join(rows)


def main() -> int:
    chosen = sys.argv[1:] or list(CORES)
    if unknown := set(chosen) - set(CORES):
        print(f"no such core: {', '.join(sorted(unknown))}; there are {', '.join(CORES)}", file=sys.stderr)
        return 1
    scores = {}
    for name in chosen:
        print(f"mutating {name} …", flush=True)
        scores[name], survivors = mutate(name)
        if len(chosen) == 1:
            print(survivors)
    print(table(scores))
    return int(any(score.percent < LEAST_PERCENT for score in scores.values()))


if __name__ == "__main__":
    sys.exit(main())
