from django.apps import AppConfig

from weibao.config.autoload import autoload


class CipherConfig(AppConfig):
    name = "weibao.cipher"
    verbose_name = "加密"

    def ready(self) -> None:
        autoload(self)
