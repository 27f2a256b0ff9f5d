"""Composes the floors: settings, URLs, and the commands that need every floor."""

from mentorship.config.celery import app as celery_app

__all__ = ["celery_app"]
