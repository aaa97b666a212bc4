"""The whole demo company: shops, people, settings, a month of orders, cases of every kind in every state."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from aftercare.accounts.models import Staff
from aftercare.cases.models import Case
from aftercare.config.demo.cases import Theatre
from aftercare.config.demo.confirming import look_at_orders
from aftercare.config.demo.conversations import make_conversations
from aftercare.config.demo.couriers import hire_couriers
from aftercare.config.demo.department import run_the_department
from aftercare.config.demo.dispatch import fill_the_dock
from aftercare.config.demo.disputes import list_reviewers, put_types_right, write_down_pages
from aftercare.config.demo.files import drop_files
from aftercare.config.demo.freightage import register_freight
from aftercare.config.demo.goods import LAMPS, VASES, WOOD
from aftercare.config.demo.logins import Login
from aftercare.config.demo.orders import make_orders
from aftercare.config.demo.parcels import send_parcels
from aftercare.config.demo.people import DemoPeople, make_people
from aftercare.config.demo.refunds import tell_refunds
from aftercare.config.demo.regulars import know_regulars
from aftercare.config.demo.replies import make_replies
from aftercare.config.demo.reports import import_reports
from aftercare.config.demo.reviews import tell_reviews
from aftercare.config.demo.selling import open_the_window
from aftercare.config.demo.settings import plan_rule, set_calendar, set_rules
from aftercare.config.demo.shelf import fill_the_shelf
from aftercare.config.demo.standing import watch_couriers
from aftercare.core.time import now, travel
from aftercare.shops.models import Shop

OLD: Final = timedelta(days=64)
SEED: Final = 20_240_618
ORDERS: Final = (1300, 800, 900)
WEEKENDS: Final = ("08:30-16:30, 16:30-24:00", "08:30-16:30, 16:30-24:00", "09:00-23:00")


@dataclass(frozen=True)
class Demo:
    """What was made."""

    logins: list[Login]
    counts: dict[str, int]


def make_demo(password: str, *, orders: tuple[int, int, int] = ORDERS) -> Demo:
    """Fill an empty database, relative to now and the same for the same seed. Call it inside one transaction.

    `orders` says how many each of the three shops has. Everybody has the same password.
    """
    at: datetime = now()
    rng = Random(SEED)  # noqa: S311 - invented data
    people = found(password, at)
    for shop, weekend in zip(people.shops, WEEKENDS, strict=True):
        set_calendar(shop, at, boss=people.administrator, weekend=weekend)
    set_rules(*people.shops, boss=people.administrator)
    for shop, goods, count in zip(people.shops, (VASES + WOOD[:4], WOOD, LAMPS), orders, strict=True):
        make_orders(shop, goods, count, rng, at)
    for shop in people.shops:
        shop.refresh_from_db()
    theatre = Theatre(people, rng, at)
    theatre.play()
    plan_rule(people.shops[0], boss=people.administrator, at=at)
    make_replies(people, at)
    hire_couriers(people.shops, people.administrator, at)
    watch_couriers(people, at)
    open_the_window(people.shops, people.administrator)
    write_down_pages(people)
    put_types_right(people)
    list_reviewers(people)
    look_at_orders(people, at)
    fill_the_dock(people, at)
    fill_the_shelf(people, at)
    register_freight(people, at)
    tell_refunds(people, at)
    tell_reviews(people, at)
    conversations = make_conversations(people, at)
    reported = import_reports(people, at)
    drop_files(people, at)
    send_parcels(people, at, Random(SEED))  # noqa: S311 - the same
    know_regulars(people)
    run_the_department(people, at)
    counts = {"people": len(people.staff), "orders": sum(orders) + reported, "cut_short": theatre.cut}
    counts["cases"] = Case.objects.count()  # reports, parcels and couriers bring some as well
    return Demo(people.logins, {**counts, "conversations": conversations})


def found(password: str, at: datetime) -> DemoPeople:
    """The company as it was founded: its people and shops are older than their first orders."""
    with travel(-OLD):
        people = make_people(password)
    for model in (Staff, Shop):
        model.objects.update(created_at=at - OLD)  # the column's own default is the database's clock
    return people
