from django.apps import AppConfig


class ReportsiteConfig(AppConfig):
    """Registered so that its management commands are found; it has no models."""

    name = "reportsite"
