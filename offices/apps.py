from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficesConfig(AppConfig):
    name = "offices"
    verbose_name = _("Bureaus, offices and people")

    def ready(self) -> None:
        import_module("offices.sign_in_trail")  # its receivers; the models have to be there first
