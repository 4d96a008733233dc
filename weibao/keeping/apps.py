from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _

from weibao.config.autoload import autoload


class KeepingConfig(AppConfig):
    name = "weibao.keeping"
    verbose_name = _("备份与巡检")

    def ready(self) -> None:
        from weibao.keeping.durability import assert_durable

        autoload(self)
        connection_created.connect(assert_durable, dispatch_uid="weibao.keeping.durability")
