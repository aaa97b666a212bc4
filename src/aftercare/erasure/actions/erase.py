"""Carry an erasure out, and again what a restored back-up or a report brought back (U4, J7)."""

from pathlib import Path

from django.db import transaction
from django.db.models import Q

from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.customers.models import Customer
from aftercare.erasure import ledger
from aftercare.erasure.blocks import block_of
from aftercare.erasure.models import DataRequest
from aftercare.erasure.terms import RequestKind, RequestState
from aftercare.erasure.wiping import wipe
from aftercare.files import storage
from aftercare.orders.models import Order

_PERSONAL = Q(receiver_name="", receiver_name_mask="", receiver_phone_hash="", receiver_address="", buyer_message="")


def erase(*, request_id: int) -> str:
    """Erase, list it, remove the bytes of files; each step once, whatever fails in between. Returns the state."""
    line = _erase_rows(request_id)
    if line is not None:
        ledger.append(line)
        DataRequest.objects.filter(pk=request_id, listed_at=None).update(listed_at=now())
    request = DataRequest.objects.get(pk=request_id)
    if request.state == RequestState.DONE:
        for token in request.tokens:
            storage.remove(token)
        DataRequest.objects.filter(pk=request_id).update(tokens=[])
    return request.state


def finish_erasures() -> int:
    """Those that lost their worker between two steps. Call it every few minutes; returns how many."""
    confirmed = Q(state=RequestState.CONFIRMED) | Q(state=RequestState.DONE, listed_at=None)
    unfinished = confirmed | Q(state=RequestState.DONE) & ~Q(tokens=[])
    rows = DataRequest.objects.filter(unfinished, kind=RequestKind.ERASE)
    return len([erase(request_id=pk) for pk in rows.values_list("pk", flat=True)[:50]])


@transaction.atomic
def _erase_rows(request_id: int) -> ledger.Line | None:
    """The list's line while it still has to be written. What came up since the confirmation sends it back."""
    request = DataRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
    at = now()
    if request.state == RequestState.DONE and request.listed_at is None:
        return _line(request)
    if request.kind != RequestKind.ERASE or request.state != RequestState.CONFIRMED:
        return None
    customers = list(Customer.objects.select_for_update(no_key=True).filter(pk__in=request.customers).order_by("pk"))
    block = block_of(request.customers)
    if block is not None:
        request.state, request.problem = RequestState.ASKED, block
        request.decided_by = request.decided_at = None
        request.save(update_fields=["state", "problem", "decided_by", "decided_at"])
        return None
    request.rows = {"hashes": {str(row.pk): row.nick_hash for row in customers}}
    done = wipe({"customer": request.customers})
    request.rows["tables"] = done.rows
    request.state, request.done_at, request.tokens = RequestState.DONE, at, done.tokens
    request.save(update_fields=["state", "done_at", "rows", "tokens"])
    for customer in customers:
        data = {"request": request.pk, "rows": sum(done.rows.values())}
        subject = ("customer", customer.pk)
        actor = request.decided_by_id
        record(kind="erasure.done", subject=subject, shop_id=customer.shop_id, actor_id=actor, at=at, data=data)
    return _line(request)


def _line(request: DataRequest) -> ledger.Line:
    hashes = request.rows.get("hashes", {})
    shops = Customer.objects.filter(pk__in=request.customers).order_by("pk").values_list("pk", "shop_id")
    orders = (
        Order.objects.filter(customer_id__in=request.customers).order_by("pk").values_list("shop_id", "platform_no")
    )
    return ledger.Line(
        request.pk,
        (request.done_at or request.asked_at).isoformat(),
        [[pk, shop, hashes.get(str(pk), "")] for pk, shop in shops],
        [list(one) for one in orders],
    )


def erase_again(file: Path | None = None) -> int:
    """What stands in the list and is here once more: restored with an older back-up, or told anew by a report. Returns
    how many erasures had something to do. Orders that the buyer has placed since are another matter and stay."""
    return sum(_again(line) for line in ledger.read(file))


@transaction.atomic
def _again(line: ledger.Line) -> bool:
    orders: set[int] = set()
    for shop in {int(shop) for shop, _number in line.orders}:
        numbers = [str(number) for one, number in line.orders if int(one) == shop]
        told = Order.objects.filter(shop_id=shop, platform_no__in=numbers).exclude(_PERSONAL)
        orders |= set(told.values_list("pk", flat=True))
    customers = {int(pk) for pk, shop, digest in line.customers if _is_back(int(pk), int(shop), str(digest))}
    customers |= _came_with(line, orders)
    if not orders and not customers:
        return False
    done = wipe({"customer": sorted(customers), "order": sorted(orders)})
    for token in done.tokens:
        storage.remove(token)
    for customer, place, _digest in line.customers[:1]:
        data, subject = {"request": line.request, "rows": sum(done.rows.values())}, ("customer", int(customer))
        record(kind="erasure.again", subject=subject, shop_id=int(place), actor_id=None, at=now(), data=data)
    return True


def _is_back(pk: int, shop: int, digest: str) -> bool:
    return bool(digest) and Customer.objects.filter(pk=pk, shop_id=shop, nick_hash=digest).exists()


def _came_with(line: ledger.Line, orders: set[int]) -> set[int]:
    """A report that tells an erased order anew makes its buyer anew; who has nothing but such orders goes again."""
    made = Customer.objects.filter(orders__in=orders).exclude(nick_hash="").distinct()
    return {row.pk for row in made if not Order.objects.filter(customer=row).exclude(pk__in=orders).exists()}
