"""What the procuratorate decided, read from its own rows: typed once, by those who decide."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weibao.feeds.models import RowState
from weibao.people.models import Link

RELATIVE_NON_PROSECUTION = "相对不起诉"
"""As the judicial feed words it (刑事诉讼法第177条第二款)."""


class NonProsecutionManager(models.Manager["NonProsecution"]):
    def get_queryset(self) -> models.QuerySet[NonProsecution]:
        return (
            super()
            .get_queryset()
            .filter(
                ended_at=None,
                row__feed="judicial",
                row__state=RowState.CURRENT,
                row__decision=RELATIVE_NON_PROSECUTION,
            )
        )


class NonProsecution(Link):
    """A row in force by which the procuratorate decided not to prosecute a child. It has a policy of its own: seeing
    the child is not enough to see what a court or procuratorate decided."""

    objects: ClassVar[NonProsecutionManager] = NonProsecutionManager()  # type: ignore[assignment, misc]

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = gettext_lazy("相对不起诉决定")

    def __str__(self) -> str:
        return _("%(name)s · %(day)s 相对不起诉") % {
            "name": self.child,
            "day": self.row.decided_on or "",
        }

    def get_absolute_url(self) -> str:
        return self.child.get_absolute_url()
