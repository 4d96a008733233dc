from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from weibao.config.autoload import autoload


class JobsConfig(AppConfig):
    name = "weibao.jobs"
    verbose_name = _("后台任务")

    def ready(self) -> None:
        autoload(self)
