"""Buyers with phones, addresses and orders in two shops: what tests of regulars begin with."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.people import People, make_order, make_people, make_staff

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.core.crypto import keyed_hash
from aftercare.core.text import fold, mask_name, mask_nick, mask_phone
from aftercare.customers.actions.remember_buyers import remember_buyers
from aftercare.orders.models import Order
from aftercare.regulars.actions.follow_buyers import follow_buyers
from aftercare.shops.models import Membership, Shop

PHONE = "13900001234"
PLACE = "浙江省 杭州市 西湖区 文三路 18 号 3 栋 501 室"
_numbers = count(1)


@dataclass(frozen=True)
class Town:
    """Two shops of one company; `owner` works in the first one, `both` in both, `stranger` in the second."""

    people: People
    both: Staff

    @property
    def shop(self) -> Shop:
        return self.people.shop

    @property
    def other(self) -> Shop:
        return self.people.other_shop


def make_town() -> Town:
    people = make_people()
    both = make_staff(f"both{next(_numbers)}", Role.AGENT, Role.SUPERVISOR, shop=people.shop)
    for role in (Role.AGENT, Role.SUPERVISOR):
        Membership.objects.create(shop=people.other_shop, staff=both, role=role)
    return Town(people, both)


def buys(shop: Shop, nick: str, *, name: str = "王小明", phone: str = "", place: str = "", **fields: Any) -> Order:
    """An order of the buyer with that nick, as an import would leave it."""
    order = make_order(shop, **fields)
    unused = order.customer
    order.customer_id = remember_buyers(shop_id=shop.pk, nicks=[nick])[nick]
    order.receiver_name, order.receiver_name_mask = name, mask_name(name)
    if phone:
        order.receiver_phone, order.receiver_phone_mask = phone, mask_phone(phone)
        order.receiver_phone_hash = keyed_hash(phone)
    order.receiver_address = place
    order.save()
    assert unused is not None
    unused.delete()
    assert mask_nick(nick)
    assert fold(nick)
    return order


def followed() -> int:
    return follow_buyers()
