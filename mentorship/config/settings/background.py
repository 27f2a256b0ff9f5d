"""Celery: Redis in production, the filesystem broker embedded. Rows are the truth; a task is a wake-up."""

from pathlib import Path
from typing import Any

import environ
from celery.schedules import crontab


def broker_from(url: str, *, var_dir: Path) -> dict[str, Any]:
    """Celery settings for the broker at `url`; empty means folders under `var_dir`."""
    if url:
        return {
            "CELERY_BROKER_URL": url,
            "CELERY_RESULT_BACKEND": url,
            # Publishing to a dead broker gives up in about two seconds instead of 134 (RELIABILITY 1.3).
            "CELERY_BROKER_TRANSPORT_OPTIONS": {
                "socket_timeout": 2,
                "socket_connect_timeout": 2,
                "max_retries": 0,
                "visibility_timeout": 3600,
            },
            "CELERY_REDIS_SOCKET_CONNECT_TIMEOUT": 2,
        }
    box = var_dir / "broker"
    for name in ("messages", "processed", "control", "results"):
        (box / name).mkdir(parents=True, exist_ok=True)
    return {
        "CELERY_BROKER_URL": "filesystem://",
        "CELERY_BROKER_TRANSPORT_OPTIONS": {
            "data_folder_in": str(box / "messages"),
            "data_folder_out": str(box / "messages"),
            "processed_folder": str(box / "processed"),
            "control_folder": str(box / "control"),
            "store_processed": False,
        },
        "CELERY_RESULT_BACKEND": f"file://{box / 'results'}",
    }


CELERY_TIMEZONE = "Europe/Copenhagen"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 15
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
SWEEP_SECONDS = environ.Env().float("SWEEP_SECONDS", default=60.0)
# A wake-up nobody took before the next one is worth nothing: it expires, so that none pile up.
CELERY_BEAT_SCHEDULE = {
    "send-what-is-due": {
        "task": "followup.send_due_notices",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    },
    "take-up-waiting-jobs": {
        "task": "mentorship.take_up_waiting_jobs",
        "schedule": SWEEP_SECONDS / 2,
        "options": {"expires": SWEEP_SECONDS},
    },
    "try-letters-again": {
        "task": "matching.try_letters_again",
        "schedule": 4 * SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    },
    "keep-live-figures": {"task": "reporting.keep_live_figures", "schedule": 60.0},
    "sweep-documents": {"task": "mentorship.sweep_documents", "schedule": crontab(minute="40", hour="3")},
    "sweep-uploads": {"task": "mentorship.sweep_uploads", "schedule": crontab(minute="50", hour="3")},
    "close-quarters-that-are-over": {
        "task": "reporting.close_quarters",
        "schedule": crontab(minute="20", hour="6-18"),
    },
}
