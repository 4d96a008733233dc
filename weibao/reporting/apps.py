from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from weibao.config.autoload import autoload


class ReportingConfig(AppConfig):
    name = "weibao.reporting"
    verbose_name = _("统计报告")

    def ready(self) -> None:
        autoload(self)
