"""Goods out of stock and the buyers who wait for them: which a person may see, lists, tasks (O4)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from aftercare.core.errors import NotFound
from aftercare.dispatch.access import READERS, shops_for
from aftercare.dispatch.models import Promise, Shortage, StockTask
from aftercare.dispatch.terms import Answer, TaskState
from aftercare.orders.models import OrderLine
from aftercare.orders.queries import SEALED
from aftercare.shops.access import Person
from aftercare.shops.models import Shop

PAGE: Final = 50
BATCH: Final = 1000
TO_DO: Final = (TaskState.TELL, TaskState.TOLD)
LIVE: Final = (*TO_DO, TaskState.ANSWERED)
WITH: Final = ("shop", "shortage", "line", "promise__order__customer", "case", "told_by")
UNREAD: Final = ("promise__order__customer__nick", *(f"promise__order__{name}" for name in SEALED))


def visible_shortages(person: Person) -> QuerySet[Shortage]:
    """Every list and page of shortages starts here."""
    if person.is_system:
        return Shortage.objects.all()
    return Shortage.objects.filter(shop_id__in=shops_for(person, READERS))


def access_shortage(person: Person, pk: int, *, lock: bool = False) -> Shortage:
    """The shortage, locked when it is to be changed. Raises NotFound."""
    rows = visible_shortages(person).select_related("shop")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(str(pk))
    return found


def visible_tasks(person: Person) -> QuerySet[StockTask]:
    """Every list and page of buyers to be told starts here."""
    if person.is_system:
        return StockTask.objects.all()
    return StockTask.objects.filter(shop_id__in=shops_for(person, READERS))


def access_task(person: Person, pk: int, *, lock: bool = False) -> StockTask:
    """The task with its order, locked when something is to be written. Raises NotFound."""
    rows = visible_tasks(person).select_related(*WITH)
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(str(pk))
    return found


def open_tasks(person: Person, shop_ids: Collection[int]) -> QuerySet[StockTask]:
    """What is to do: buyers to be told, and those whose answer is missing."""
    return visible_tasks(person).filter(shop_id__in=shop_ids, state__in=TO_DO)


def due_tasks(
    person: Person, shop_ids: Collection[int], *, state: str = "", after: tuple[datetime, int] | None = None
) -> Sequence[StockTask]:
    """The most urgent first: at most PAGE + 1, so that the caller sees whether there is more."""
    rows = open_tasks(person, shop_ids)
    if state:
        rows = rows.filter(state=state)
    if after is not None:
        rows = rows.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], pk__gt=after[1]))
    return list(rows.select_related(*WITH).defer(*UNREAD).order_by("due_at", "pk")[: PAGE + 1])


def open_shortages(person: Person, shop_ids: Collection[int]) -> Sequence[Shortage]:
    """What is out of stock now, the newest first, with how many buyers wait (`waiting`): at most PAGE."""
    rows = visible_shortages(person).filter(shop_id__in=shop_ids, ended_at=None).select_related("shop", "marked_by")
    counted = rows.annotate(waiting=Count("tasks", filter=Q(tasks__state__in=LIVE)))
    return list(counted.order_by("-marked_at", "-pk")[:PAGE])


def tasks_of_order(person: Person, order_id: int) -> Sequence[StockTask]:
    """All of one order, the oldest first."""
    rows = visible_tasks(person).filter(promise__order_id=order_id)
    return list(rows.select_related(*WITH, "answered_by").defer(*UNREAD).order_by("pk"))


def make_tasks(*, shop: Shop, at: datetime) -> int:
    """A task for each unsent line whose code is out of stock; safe to run again. Returns how many are new."""
    codes = dict(Shortage.objects.filter(shop=shop, ended_at=None).values_list("code", "pk"))
    if not codes:
        return 0
    known = StockTask.objects.filter(line=OuterRef("pk"), shortage__ended_at=None)
    open_lines = OrderLine.objects.filter(
        order__promise__shop=shop, order__promise__ended_at=None, merchant_code__in=list(codes)
    )
    found = (
        open_lines.filter(~Exists(known))
        .order_by("pk")
        .annotate(promise_id=F("order__promise__id"), tell_by=F("order__promise__own_due_at"))
    )
    rows = [
        StockTask(
            shortage_id=codes[line.merchant_code],
            shop=shop,
            promise_id=line.promise_id,
            line=line,
            due_at=line.tell_by,
            made_at=at,
        )
        for line in found[: BATCH * 20]
    ]
    StockTask.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    mark_short({row.promise_id for row in rows})
    return len(rows)


def drop_tasks(*, promise_ids: Collection[int], at: datetime) -> None:
    """Their orders have left or were closed: there is nothing to tell."""
    if promise_ids:
        live = StockTask.objects.filter(promise_id__any_of=list(promise_ids), state__in=LIVE)
        live.update(state=TaskState.OVER, ended_at=at)


def mark_short(promise_ids: Collection[int]) -> None:
    """Whether goods are missing for these orders: told or not, unless the buyer took something else."""
    missing = Q(state__in=TO_DO) | Q(state=TaskState.ANSWERED, answer=Answer.WAIT)
    waits = StockTask.objects.filter(missing, promise=OuterRef("pk"), shortage__ended_at=None)
    Promise.objects.filter(pk__any_of=list(promise_ids)).update(is_short=Exists(waits))
