"""Starts Celery processes quickly: everything is loaded once, and each start is a fork of that.

    python -m followup.testing.nursery

One request a line on stdin, a JSON list of arguments to `celery`; the process id comes back on stdout.
Each is the leader of a process group of its own, to be killed whole. At the end of stdin all are killed.
The environment says which settings, database, broker and mail server.
"""

import contextlib
import json
import os
import signal
import sys


def child(arguments: list[str]) -> None:
    from celery.bin.celery import main  # noqa: PLC0415  after the settings are set up

    os.setpgid(0, 0)
    sys.argv = ["celery", *arguments]
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    sys.exit(main())


def main() -> None:
    import django  # noqa: PLC0415  a program's own start

    django.setup()
    from celery.bin import celery  # noqa: F401, PLC0415  loaded here, so that no child need

    from mentorship.config.celery import app  # noqa: PLC0415  as above

    app.loader.import_default_modules()
    print("ready", flush=True)
    born: list[int] = []
    for line in sys.stdin:
        for pid in born:  # those that were killed since
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        pid = os.fork()
        if pid == 0:
            child(json.loads(line))
        with contextlib.suppress(PermissionError, ProcessLookupError):
            os.setpgid(pid, pid)
        born.append(pid)
        print(pid, flush=True)
    for pid in born:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
