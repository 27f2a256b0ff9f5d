from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Outside the floors, so that its commands may use all of them."""

    name = "mentorship.config"
    label = "config"
