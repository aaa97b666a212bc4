"""Buyers for the browser: one with a history, a pair, a group, a request about data."""

from tests.people import make_order, person

from aftercare.config.demo.people import DemoPeople
from aftercare.erasure.actions.ask_erasure import ask_erasure
from aftercare.orders.models import Order
from aftercare.regulars.actions.follow_buyers import follow_buyers
from aftercare.regulars.actions.keep_groups import make_group
from aftercare.regulars.actions.keep_list import Listing, list_buyer
from aftercare.regulars.actions.keep_profile import Profile, add_note, keep_profile
from aftercare.regulars.groups import GroupRule

LONG = "喜欢哑光釉和大口径的花瓶，每月补一次货，要开发票；" * 6


def make_buyers(people: DemoPeople) -> None:
    """The one who is worth most stands first in the list."""
    shop, boss = people.shops[0], person(people.staff["supervisor"])
    first, twin = make_order(shop, paid="98765.43"), make_order(people.shops[1], paid="1.00")
    for order in (first, twin):
        values = {"receiver_phone": "13900007777", "receiver_name": "王小明", "receiver_name_mask": "王**"}
        Order.objects.filter(pk=order.pk).update(**values)
    follow_buyers()
    pk = first.customer_id
    assert pk is not None
    keep_profile(customer_id=pk, profile=Profile("花艺师，大客户，要开发票", LONG, 1), person=boss)
    add_note(customer_id=pk, text=LONG, person=boss)
    list_buyer(customer_id=pk, listing=Listing(LONG, 90), person=boss)
    make_group(shop_id=shop.pk, name="一个月没来的老客", rule=GroupRule(orders=1, within=90, kept=100), person=boss)
    ask_erasure(customer_ids=[pk], reason=LONG, person=person(people.staff["supervisor2"]))
