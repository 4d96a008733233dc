from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from weibao.config.autoload import autoload


class PeopleConfig(AppConfig):
    name = "weibao.people"
    verbose_name = _("儿童档案")

    def ready(self) -> None:
        autoload(self)
