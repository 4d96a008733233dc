from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from weibao.config.autoload import autoload


class ProtectionConfig(AppConfig):
    name = "weibao.protection"
    verbose_name = _("查阅与封存")

    def ready(self) -> None:
        autoload(self)
        import_module("weibao.protection.sealing.rows")
