"""Who sees deliveries and their rows."""

from weibao.access.policies import Policy, register
from weibao.feeds.models import Delivery, FeedRow


@register(Delivery)
class DeliveryPolicy(Policy):
    actions = {"view": "feeds.view", "import": "feeds.import"}
    area = "area__code"
    unit = "unit"


@register(FeedRow)
class FeedRowPolicy(Policy):
    actions = {"view": "feeds.view", "import": "feeds.import"}
    area = "delivery__area__code"
    unit = "delivery__unit"
