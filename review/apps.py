from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    name = "review"
    verbose_name = _("Review")

    def ready(self) -> None:
        # Its part of the timeline, and of what goes with a purged file; the models have to be there first.
        for name in ("comment_events", "forgetting"):
            import_module(f"review.{name}")
