from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from weibao.config.autoload import autoload


class FeedsConfig(AppConfig):
    name = "weibao.feeds"
    verbose_name = _("数据归集")

    def ready(self) -> None:
        autoload(self)
