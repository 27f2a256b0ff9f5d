"""For those who build: the demo's settings with Django's own error pages."""

from mentorship.config.settings.demo import *  # noqa: F403  the demo, with one thing changed

DEBUG = True
