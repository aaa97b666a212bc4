"""Carry an erasure out, and again what a restored back-up or a report brought back (U4, J7)."""

from pathlib import Path

from django.db import transaction
from django.db.models import Q

from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.customers.actions.mark_erased import mark_erased
from aftercare.customers.models import Customer
from aftercare.erasure import ledger
from aftercare.erasure.blocks import block_of
from aftercare.erasure.models import DataRequest
from aftercare.erasure.second_look import marks_of, what_is_back
from aftercare.erasure.terms import RequestKind, RequestState
from aftercare.erasure.wiping import wipe, wipe_rows
from aftercare.files import storage
from aftercare.orders.models import Order
from aftercare.reviews.models import Review


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
    line = _line(request)
    mark_erased(marks_of(line))  # in the same transaction: the next file must know
    for customer in customers:
        data = {"request": request.pk, "rows": sum(done.rows.values())}
        subject = ("customer", customer.pk)
        actor = request.decided_by_id
        record(kind="erasure.done", subject=subject, shop_id=customer.shop_id, actor_id=actor, at=at, data=data)
    return line


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
    how many erasures had something to do. What the buyer has done since is another matter and stays."""
    lines = list(ledger.read(file))
    mark_erased([mark for line in lines for mark in marks_of(line)])
    return sum(_again(line) for line in lines)


@transaction.atomic
def _again(line: ledger.Line) -> bool:
    back = what_is_back(line)
    if not back:
        return False
    done = wipe({"customer": sorted(back.customers), "order": sorted(back.orders), "review": sorted(back.reviews)})
    rows = sum(done.rows.values()) + wipe_rows(Review, sorted(back.reviews))
    for token in done.tokens:
        storage.remove(token)
    for customer, place, _digest in line.customers[:1]:
        data, subject = {"request": line.request, "rows": rows}, ("customer", int(customer))
        record(kind="erasure.again", subject=subject, shop_id=int(place), actor_id=None, at=now(), data=data)
    return True
