"""Customers for the authorization matrix: arguments of every route that takes some."""

from tests.people import People, make_order, person

from aftercare.core.time import now
from aftercare.erasure.actions.ask_erasure import ask_erasure
from aftercare.regulars.actions.follow_buyers import refresh
from aftercare.regulars.actions.join_customers import join_customers
from aftercare.regulars.actions.keep_groups import Draft, begin_notice, make_group
from aftercare.regulars.actions.keep_list import Listing, list_buyer
from aftercare.regulars.groups import GroupRule
from aftercare.regulars.models import Likeness

OF_CUSTOMER = (
    *("customer", "customer_profile", "customer_note", "customer_peace", "customer_join"),
    *("customer_data", "customer_copy", "customer_erase", "customer_hold"),
    "risk_list",
)
# What must be sent so that the answer is about the right, not about the form.
SENT: dict[str, dict[str, str]] = {
    "customer_profile": {"tags": "", "likes": "", "version": "1"},
    "customer_note": {"text": "要发顺丰"},
    "customer_peace": {"on": "1"},
    "customer_copy": {"reason": "买家来电"},
    "customer_erase": {"reason": "买家来电"},
    "customer_hold": {"on": "1", "reason": "法院调证"},
    "data_refuse": {"note": "买家撤回"},
    "risk_list": {"reason": "三次空包", "days": "30"},
    "risk_appeal": {"text": "买家不认同"},
    "risk_decide": {"lift": "1", "note": "看错了"},
    "customer_group_send": {"text": "我们上新了", "key": "matrix"},
}
# Not there although the page is theirs: joining with nobody, a group of a shop that is not named.
MAY_BE_ABSENT = ("customer_join", "customer_group_new")


def customer_things(people: People) -> dict[str, dict[str, object]]:
    """One customer, a joining of two, a pair that waits."""
    one, two, three = (make_order(people.shop).customer_id for _number in range(3))
    assert one and two and three
    joining = join_customers(first_id=one, second_id=two, person=person(people.owner))
    pair = Likeness.objects.create(
        low_id=two, high_id=three, low_shop=people.shop, high_shop=people.shop, reasons=["phone"], found_at=now()
    )
    two_more = [make_order(people.shop).customer_id or 0 for _number in range(2)]
    asked = [ask_erasure(customer_ids=[pk], reason="买家来电", person=person(people.supervisor)) for pk in two_more]
    entry = list_buyer(customer_id=two, listing=Listing("三次空包", 30), person=person(people.supervisor))
    boss, rule = person(people.supervisor), GroupRule(orders=1)
    group = make_group(shop_id=people.shop.pk, name="老客", rule=rule, person=boss)
    refresh([one])
    notice = begin_notice(group_id=group.pk, draft=Draft("我们上新了", "k1"), person=boss)
    of_group, of_notice = {"pk": group.pk}, {"pk": notice.pk}
    return {
        "risk_appeal": {"entry": entry.pk},
        "risk_decide": {"entry": entry.pk},
        **dict.fromkeys(("customer_group", "customer_group_away", "customer_group_send"), of_group),
        **dict.fromkeys(("customer_notice", "customer_notice_stop", "customer_notice_export"), of_notice),
        "data_confirm": {"request_id": asked[0].pk},
        "data_refuse": {"request_id": asked[1].pk},
        **{name: {"pk": one} for name in OF_CUSTOMER},
        "customer_apart": {"joining": joining.pk},
        "customer_different": {"pair": pair.pk},
    }
