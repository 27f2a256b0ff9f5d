"""Bring the demo's database up to date and its made-up people in, in one process: loading takes longest."""

import os
import sys
from pathlib import Path

import django
from django.core.management import call_command

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.config.settings.demo")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
    call_command("demo")
