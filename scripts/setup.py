"""Set up the working copy: virtual environment, hashed packages, assets, translations, compiled solver.

Run by `make setup` with any Python 3.11 or later, on its standard library alone. A stamp under
`.venv/` remembers what was installed from what, so that a second run only looks.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STAMPS = VENV / "stamps"
PYTHON = str(VENV / "bin" / "python")
LOCK = ROOT / "requirements-dev.txt"
OLDEST = (3, 11)


class SetupError(Exception):
    """Said to the user in one line, without a traceback."""


def digest(*paths: Path) -> str:
    """One hash of the files' names and bytes; changes whenever any of them does."""
    state = hashlib.sha256()
    for path in paths:
        state.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return state.hexdigest()


def is_done(step: str, state: str) -> bool:
    stamp = STAMPS / step
    return stamp.exists() and stamp.read_text() == state


def mark_done(step: str, state: str) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / step).write_text(state)


def run(command: list[str], *, failure: str) -> None:
    """Run quietly; on failure show the command's last lines and `failure`."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment())
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-12:])
        raise SetupError(f"{tail}\n\n{failure}")


def environment() -> dict[str, str]:
    """The caller's, with the virtual environment's programs first and no other one active."""
    found = {k: v for k, v in os.environ.items() if k not in {"PYTHONHOME", "VIRTUAL_ENV"}}
    found["PATH"] = f"{VENV / 'bin'}{os.pathsep}{found.get('PATH', '')}"
    found["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    found["VIRTUAL_ENV"] = str(VENV)
    return found


def make_venv() -> None:
    """A virtual environment of this Python; one that still works is kept."""
    check = [PYTHON, "-c", f"import pip, sys; sys.exit(sys.version_info < {OLDEST})"]
    if (VENV / "bin" / "python").exists() and not subprocess.run(check, capture_output=True).returncode:
        return
    try:
        venv.create(VENV, with_pip=True, clear=VENV.exists())
    except subprocess.CalledProcessError as error:
        raise SetupError(
            "This Python cannot make virtual environments. On Debian or Ubuntu: apt install python3-venv"
        ) from error


def install_packages() -> None:
    """Everything of the lock file, by its hashes."""
    make_venv()
    installed_by_uv = (
        install_uv()
        and not subprocess.run(
            [
                str(VENV / "bin" / "uv"),
                "pip",
                "install",
                "--quiet",
                "--compile-bytecode",
                "--require-hashes",
                "-r",
                str(LOCK),
            ],
            cwd=ROOT,
            env={**environment(), "UV_HTTP_TIMEOUT": "20"},
            capture_output=True,
        ).returncode
    )
    if not installed_by_uv:
        run(
            [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(LOCK)],
            failure="The packages of requirements-dev.txt could not be installed. Is there a network?",
        )


def install_uv() -> bool:
    """Install uv alone from the lock: it is five times faster than pip with the rest. False if it cannot."""
    lines = LOCK.read_text().splitlines()
    start = next((i for i, line in enumerate(lines) if line.startswith("uv==")), None)
    if start is None:
        return False
    end = next(i for i in range(start, len(lines)) if not lines[i].endswith("\\"))
    only = VENV / "uv.txt"
    only.write_text("\n".join(lines[start : end + 1]) + "\n")
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(only)]
    return subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True).returncode == 0


def install_assets() -> None:
    """`npm ci` with the system's npm, else the one inside the virtual environment."""
    npm = shutil.which("npm") or str(VENV / "bin" / "npm")
    run(
        [npm, "ci", "--ignore-scripts", "--loglevel=error"],
        failure="The assets of package-lock.json could not be installed. Is there a network?",
    )
    run(
        [str(VENV / "bin" / "python"), "scripts/assets.py"],
        failure="The third-party assets could not be copied.",
    )


def compile_translations() -> None:
    run([PYTHON, "scripts/catalogue.py"], failure="The translations could not be compiled.")


def compile_solver() -> None:
    run(
        [PYTHON, "-c", "from matching.assignment_compiled import warm_up; warm_up()"],
        failure="The solver of matching/assignment_kernel.py could not be compiled.",
    )


def set_up() -> list[str]:
    """Do the steps whose inputs changed, packages first, the rest side by side; returns what was done."""
    assets = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / "scripts" / "assets.py"]
    catalogues = [*sorted((ROOT / "locale").glob("*/fragments/*.po")), ROOT / "scripts" / "catalogue.py"]
    kernel = [LOCK, ROOT / "matching" / "assignment_kernel.py"]
    packages = ("packages", [LOCK], VENV / "bin" / "django-admin", install_packages)
    others = [
        ("assets", assets, ROOT / "static" / "vendor", install_assets),
        ("translations", catalogues, ROOT / "locale", compile_translations),
        ("compiled solver", kernel, ROOT / "matching" / "__pycache__", compile_solver),
    ]
    done = [take(*packages)]
    with ThreadPoolExecutor() as pool:
        done += pool.map(lambda step: take(*step), others)
    return [name for name in done if name]


def take(name: str, inputs: list[Path], product: Path, work: Callable[[], None]) -> str | None:
    """Do one step if its inputs changed or its product is gone; its name if it was done."""
    state = digest(*inputs)
    if is_done(name, state) and product.exists():
        return None
    print(f"setup: {name} …", flush=True)
    work()
    mark_done(name, state)
    return name


def main() -> int:
    if sys.version_info < OLDEST:
        print(f"Python 3.11 or later is needed; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 1
    try:
        set_up()
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
