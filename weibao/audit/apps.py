from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from weibao.config.autoload import autoload


class AuditConfig(AppConfig):
    name = "weibao.audit"
    verbose_name = _("操作记录")

    def ready(self) -> None:
        autoload(self)
