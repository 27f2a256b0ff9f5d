#!/usr/bin/env python
"""Django's command line; `make demo` and `make test` call it for you."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.config.settings.demo")
    execute_from_command_line(sys.argv)
