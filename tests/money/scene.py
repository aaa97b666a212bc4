"""What the tests of money start from: a shop with its people, caps, requests, and a practice provider."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Sum

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.core.models import Event
from aftercare.core.money import ZERO, Money
from aftercare.core.time import now
from aftercare.money import channels
from aftercare.money.actions.ensure_caps import Told, ensure_caps
from aftercare.money.actions.instruct_payout import Payee, PayoutRequest, instruct_payout
from aftercare.money.models import Cap, JournalEntry, JournalTransaction, Payout
from aftercare.money.rules import Share
from aftercare.money.terms import LineKind
from aftercare.shops.access import Person, person_of
from aftercare.shops.models import Membership, Shop

T = TypeVar("T")
SYSTEM = Person.system()


def make_person(username: str, shop: Shop, *roles: Role) -> Person:
    """A member of staff with these roles in the shop."""
    staff = Staff.objects.create(username=username, name=username)
    for role in roles:
        Membership.objects.create(shop=shop, staff=staff, role=role)
    return person_of(staff)


@dataclass
class Scene:
    """Two shops: the owner and a teammate work in the first, the stranger in the second."""

    shop: Shop = field(default_factory=lambda: Shop.objects.create(slug="first", name="First"))
    other_shop: Shop = field(default_factory=lambda: Shop.objects.create(slug="second", name="Second"))

    def __post_init__(self) -> None:
        self.clerk = make_person("clerk", self.shop, Role.REFUND_CLERK)
        self.supervisor = make_person("supervisor", self.shop, Role.SUPERVISOR)
        self.agent = make_person("agent", self.shop, Role.AGENT)
        self.stranger = make_person("stranger", self.other_shop, Role.REFUND_CLERK, Role.SUPERVISOR)

    def cap(self, paid: int = 10_000, *, reference: str = "order_line:1", refunded: int = 0) -> Cap:
        """A cap of so many fen."""
        told = {reference: Told(Money(paid), Money(refunded))}
        return ensure_caps(shop_id=self.shop.pk, told=told)[reference]

    def request(self, key: str, *shares: Share, **wishes: Any) -> PayoutRequest:
        """A request in the first shop, on the practice channel unless wished otherwise."""
        standard = PayoutRequest(
            key=key,
            shop_id=self.shop.pk,
            subject=("matter", 1),
            payee=Payee("王**", "3900012345678901234", "customer:1"),
            channel="simulator",
            purpose="退货退款",
            binding="b" * 64,
            shares=shares,
            proposed_by_id=self.agent.staff_id,
        )
        return replace(standard, **wishes)

    def instruct(self, key: str, *shares: Share, **wishes: Any) -> Payout:
        """Instruct it by the system, as an effect of an approved remedy does."""
        return instruct(self.request(key, *shares, **wishes))

    def refund(self, key: str = "refund-1", fen: int = 1_000, cap: Cap | None = None, **wishes: Any) -> Payout:
        """A refund of goods on one cap."""
        cap = cap or self.cap()
        return self.instruct(key, Share(LineKind.REFUND, Money(fen), cap.pk), **wishes)


def instruct(request: PayoutRequest, person: Person = SYSTEM) -> Payout:
    with transaction.atomic():
        return instruct_payout(instruction=request, person=person, at=now())


def books() -> tuple[Any, ...]:
    """All that a refused action must leave as it was."""
    return (
        list(Payout.objects.order_by("pk").values()),
        list(Cap.objects.order_by("pk").values()),
        list(JournalTransaction.objects.order_by("pk").values()),
        Event.objects.count(),
        jobs(),
    )


def jobs(task: str | None = None) -> list[dict[str, Any]]:
    """The jobs in the outbox, oldest first: task name and arguments."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs ORDER BY id")
        rows = cursor.fetchall()
    return [{"task": name, "args": json.loads(text)} for name, text in rows if task in (None, name)]


def entries(payout: Payout, kind: str) -> dict[str, int]:
    """Account to signed fen of one posting of a payout."""
    found = JournalEntry.objects.filter(transaction__payout=payout, transaction__kind=kind)
    return {entry.account: entry.amount.fen for entry in found}


def events_of(payout: Payout) -> list[str]:
    found = Event.objects.filter(subject_kind="payout", subject_id=payout.pk).order_by("pk")
    return list(found.values_list("kind", flat=True))


def ledger_sum() -> Money:
    return JournalEntry.objects.aggregate(total=Sum("amount"))["total"] or ZERO


def at_once(work: Iterable[Callable[[], T]]) -> list[T | Exception]:
    """Run all of it in parallel, each on a connection of its own; answers and errors in order."""

    def alone(task: Callable[[], T]) -> T | Exception:
        try:
            return task()
        except Exception as problem:
            return problem
        finally:
            connection.close()

    tasks = list(work)
    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(alone, tasks))


@dataclass(kw_only=True)
class PlayedChannel:
    """What channels played in the test's own process have in common: automatic, with a record that cannot be had. A
    subclass says how it pays and answers."""

    code: str
    label: str = "Played"
    automatic: bool = True
    idempotent: bool = True
    can_query: bool = True
    lists_records: bool = False
    gives_coupons: bool = False
    on_platform: bool = False

    def records(self, merchant: str, since: datetime) -> Sequence[channels.ChannelEntry]:
        raise ConnectionError


@contextmanager
def known(*wished: channels.PayoutChannel) -> Iterator[None]:
    """These channels are registered within the block, beside or instead of those that were."""
    before = dict(channels._channels)
    for channel in wished:
        channels.register(channel)
    yield
    channels._channels.clear()
    channels._channels.update(before)
