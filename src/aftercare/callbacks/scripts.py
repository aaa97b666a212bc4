"""What is said at a callback: the shop's words, else those that come with the product (B 五(四), C 三(三))."""

from datetime import datetime
from typing import Any, Final

from aftercare.callbacks.policies import SCRIPT
from aftercare.core.words import _
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of

READY: Final[dict[str, Any]] = {
    "return": _(
        "Hello, this is the after-sales service of %(shop)s. Your return is finished and the refund has been paid. "
        "Has the money arrived? Were you content with how long it took and how we dealt with it? "
        "What could we do better? Thank you for your time."
    ),
    "exchange": _(
        "Hello, this is the after-sales service of %(shop)s. Your exchange is finished. Have the new goods arrived, "
        "and are they as you wished? Were you content with how we dealt with it? "
        "What could we do better? Thank you for your time."
    ),
    "complaint": _(
        "Hello, this is the after-sales service of %(shop)s. You told us of a problem, and we agreed on a solution. "
        "Has everything been done as we promised? Is there anything you are not content with? "
        "We apologise once more for the trouble."
    ),
}


def script_of(shop: Shop, kind: str, at: datetime) -> str:
    """The words of that shop for callbacks after cases of that kind."""
    own: str = policies_of(shop, at).get(SCRIPT + kind)
    return own or str(READY[kind]) % {"shop": shop.name}
