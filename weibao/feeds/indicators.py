"""What the yearly account says of the feeds."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from weibao.feeds.definitions import definitions
from weibao.feeds.models import Delivery
from weibao.reporting.declaring import indicator


@indicator(
    "data_categories",
    pillar="intervention",
    title=_("关键数据类别"),
    unit=_("类"),
    definition=_("数据月份在当年、报送了数据的类别数，同一类别只计一次。"),
    counts="feed",
    unit_lookup="unit",
    month="report_month",
)
def data_categories(year: int) -> QuerySet[Delivery]:
    """Deliveries of the year of feeds that are defined, in which there was anything to take in."""
    held_data = Q(accepted__gt=0) | Q(duplicates__gt=0)
    return Delivery.objects.filter(held_data, feed__in=list(definitions()), report_month__year=year)
