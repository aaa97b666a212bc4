"""The block of delivery: the question for an address; the answer comes from the page of couriers (S10)."""

from aftercare.web.delivery.audience import READERS
from aftercare.web.talks.panel.side import Side


class DeliveryContext:
    """The region of the newest order stands there already: province, city, district, and never more of an address."""

    def __init__(self, side: Side) -> None:
        self.side = side

    @property
    def may_ask(self) -> bool:
        return bool(self.side.person.roles_in(self.side.shop.pk) & READERS)

    @property
    def region(self) -> str:
        rows = self.side.orders.rows
        return rows[0].order.region if rows else ""
