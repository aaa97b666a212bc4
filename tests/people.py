"""Three people for every test (owner, teammate, stranger) and the shops, orders and cases they meet."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.cases.actions.open_case import Application, open_case
from aftercare.cases.flows.registry import newest_flow
from aftercare.cases.models import Case
from aftercare.cases.terms import Reason
from aftercare.clock.models import WorkingHours
from aftercare.core.money import ZERO, Money
from aftercare.customers.models import Customer
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.terms import OrderStatus
from aftercare.shops.access import Person, person_of
from aftercare.shops.models import Membership, ReturnAddress, Shop
from aftercare.shops.policies import settings_changed
from aftercare.shops.terms import Platform

ROUND_THE_CLOCK = [[[0, 24 * 60]]] * 7
PASSWORD = "correct horse battery"
_numbers = count(1)


@dataclass(frozen=True)
class People:
    """A shop with everybody in it, and another one with a stranger."""

    shop: Shop
    other_shop: Shop
    owner: Staff  # after-sales agent who opens cases
    teammate: Staff  # another after-sales agent of the same shop
    stranger: Staff  # agent and supervisor of the other shop
    supervisor: Staff
    warehouse: Staff
    refund_clerk: Staff
    administrator: Staff  # of the shop, not of the company


def make_shop(slug: str = "", **fields: object) -> Shop:
    slug = slug or f"shop-{next(_numbers)}"
    shop = Shop.objects.create(slug=slug, name=f"店铺 {slug}", platform=Platform.TAOBAO, **fields)
    ReturnAddress.objects.create(
        shop=shop,
        label="主仓",
        contact="仓库收货组",
        phone="0571-00000000",
        address="浙江省杭州市某区某路 1 号",
        is_default=True,
    )
    return shop


def set_week(shop: Shop, week: list[list[list[int]]] = ROUND_THE_CLOCK) -> None:
    """The shop works in these minutes of each day, Monday first; as it is, at any hour at which tests run."""
    WorkingHours.objects.update_or_create(shop=shop, defaults={"week": week, "works_holidays": True})
    settings_changed(shop.pk)
    shop.refresh_from_db()


def make_staff(username: str = "", *roles: Role, shop: Shop | None = None, **fields: object) -> Staff:
    username = username or f"staff{next(_numbers)}"
    staff = Staff(username=username, name=f"员工{username}", **fields)
    staff.set_password(PASSWORD)
    staff.save()
    for role in roles:
        Membership.objects.create(shop=shop, staff=staff, role=role)
    return staff


def make_people() -> People:
    """Given a shop with one person for each role of the return story, and a stranger next door."""
    tag = next(_numbers)
    shop, other = make_shop(), make_shop()

    def member(name: str, *roles: Role, where: Shop = shop) -> Staff:
        return make_staff(f"{name}{tag}", *roles, shop=where)

    return People(
        shop=shop,
        other_shop=other,
        owner=member("owner", Role.AGENT),
        teammate=member("teammate", Role.AGENT),
        stranger=member("stranger", Role.AGENT, Role.SUPERVISOR, where=other),
        supervisor=member("supervisor", Role.SUPERVISOR),
        warehouse=member("warehouse", Role.WAREHOUSE),
        refund_clerk=member("clerk", Role.REFUND_CLERK),
        administrator=member("admin", Role.ADMINISTRATOR),
    )


def person(staff: Staff) -> Person:
    return person_of(staff)


def make_order(shop: Shop, *, paid: str = "100.00", lines: int = 1, quantity: int = 1, **fields: object) -> Order:
    """A completed order signed for two days ago; `paid` is shared out over its lines."""
    number = next(_numbers)
    nick = f"买家{number}"
    customer = Customer.objects.create(
        shop=shop, nick=nick, nick_hash=f"{number:032d}", nick_mask=f"买***{number % 10}"
    )
    ordered = datetime.now(tz=UTC) - timedelta(days=6)
    amount = Money.from_yuan(paid)
    order = Order.objects.create(
        shop=shop,
        platform_no=str(fields.pop("platform_no", f"21{number:016d}")),
        customer=customer,
        status=fields.pop("status", OrderStatus.COMPLETED),
        ordered_at=ordered,
        paid_at=ordered,
        dispatched_at=ordered + timedelta(days=1),
        completed_at=fields.pop("completed_at", ordered + timedelta(days=4)),
        total=amount,
        goods=amount,
        paid=amount,
        item_count=lines * quantity,
        item_summary="原木摆件",
        **fields,
    )
    for index, share in enumerate(amount.allocate([1] * lines), start=1):
        OrderLine.objects.create(
            order=order,
            line_no=f"{order.platform_no}-{index}",
            title=f"原木摆件 {index} 号",
            sku="颜色分类:原木",
            merchant_code=f"YM-{index:03d}",
            quantity=quantity,
            price=share,
            paid=share,
        )
    return order


def make_case(staff: Staff, order: Order, **fields: object) -> Case:
    """A return of everything in the order, opened by that person."""
    return make_case_of("return", staff, order, **{"reason": Reason.QUALITY, **fields})


def make_case_of(kind: str, staff: Staff, order: Order, **fields: object) -> Case:
    """A case of that kind about everything in the order; kinds that name an amount ask for all of it."""
    flow = newest_flow(kind)
    lines = {line.pk: (line.quantity, line.paid if flow.asks_money else ZERO) for line in order.lines.all()}
    application = Application(
        flow=kind,
        order_id=order.pk,
        reason=fields.pop("reason", Reason(flow.reasons[0])),
        lines=fields.pop("lines", lines),
        **fields,
    )
    return open_case(application=application, person=person_of(staff))
