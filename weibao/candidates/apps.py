from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from weibao.config.autoload import autoload


class CandidatesConfig(AppConfig):
    name = "weibao.candidates"
    verbose_name = _("预警研判")

    def ready(self) -> None:
        autoload(self)
