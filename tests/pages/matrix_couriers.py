"""Things of couriers for the authorization matrix."""

from tests.couriers.scene import ZTO, couriers_of_shop, held_parcel, last_month, sent_orders
from tests.people import People, make_order, make_staff, person

from aftercare.accounts.terms import Role
from aftercare.core.time import now
from aftercare.couriers.actions.close_settlement import Closing, close_settlement
from aftercare.couriers.actions.propose_penalty import Proposal, propose_penalty
from aftercare.couriers.sheets import draft_of
from aftercare.couriers.terms import PenaltyKind
from aftercare.orders.actions.keep_coverage import Written, add_gap
from aftercare.orders.terms import OrderStatus

OF_PENALTY = ("courier_penalty_decide", "courier_penalty_lift")
OF_SHEET = ("courier_settlement", "courier_settlement_excel", "courier_settlement_pdf")
# What must be sent so that the answer is about the right, not about the form.
SENT = {"courier_penalty_decide": {"do": "confirm"}, "courier_penalty_lift": {"reason": "-"}}


def courier_things(people: People) -> dict[str, dict[str, object]]:
    """An unsent order, a place that is not served, a penalty that waits, a closed sheet."""
    couriers_of_shop(people)
    keeper, boss = person(make_staff("", Role.OPERATIONS, shop=people.shop)), person(people.supervisor)
    gap = add_gap(shop_id=people.shop.pk, written=Written(ZTO, "西藏阿里", "no_outlet"), person=keeper)
    month = last_month(people.shop)
    sent_orders(people, 40)
    for _nth in range(3):
        held_parcel(people)
    penalty = propose_penalty(shop_id=people.shop.pk, proposal=Proposal(ZTO, month, PenaltyKind.WARNING), person=keeper)
    mark = draft_of(boss, people.shop, ZTO, month, now()).mark
    sheet = close_settlement(shop_id=people.shop.pk, closing=Closing(ZTO, month, mark), person=boss)
    order = make_order(people.shop, status=OrderStatus.AWAITING_DISPATCH, region="浙江省 杭州市 余杭区")
    return {
        **{name: {"pk": penalty.pk} for name in OF_PENALTY},
        **{name: {"pk": sheet.pk} for name in OF_SHEET},
        "courier_gap_end": {"pk": gap.pk},
        "courier_choice": {"pk": order.pk},
    }
