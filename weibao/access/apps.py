from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from weibao.config.autoload import autoload


class AccessConfig(AppConfig):
    name = "weibao.access"
    verbose_name = _("权限")

    def ready(self) -> None:
        autoload(self)
