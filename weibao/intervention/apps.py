from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from weibao.config.autoload import autoload


class InterventionConfig(AppConfig):
    name = "weibao.intervention"
    verbose_name = _("精准干预")

    def ready(self) -> None:
        autoload(self)
