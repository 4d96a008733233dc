"""Areas by GB/T 2260: county (6 digits), town (9), village (12). A part's code begins with its whole's."""

from django.db import models
from django.utils.translation import gettext_lazy as _

COUNTY_CODE = 6
"""Digits of a county's code; those of its towns and villages begin with it."""
UNSET_COUNTY = "000000"
"""The county of a data folder that nobody has initialised yet (`weibao init` gives it its real code)."""


class Level(models.TextChoices):
    COUNTY = "county", _("县")
    TOWN = "town", _("乡镇")
    VILLAGE = "village", _("村（社区）")


class Area(models.Model):
    code = models.CharField(_("区划代码"), max_length=12, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    level = models.CharField(_("层级"), max_length=10, choices=Level.choices)
    parent = models.ForeignKey(
        "self", verbose_name=_("上级"), null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("地域")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def contains(self, code: str) -> bool:
        """Whether an area code lies in this area (GB/T 2260 codes nest by prefix)."""
        return code.startswith(self.code)
