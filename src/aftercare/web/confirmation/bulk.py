"""Confirming many orders at once: what will happen, progress, and which were refused (X9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from aftercare.confirmation.access import WORKERS, visible_confirmations
from aftercare.confirmation.acting import Seen
from aftercare.confirmation.actions.confirm_order import confirm_order
from aftercare.confirmation.models import Confirmation
from aftercare.confirmation.queries import whole_rows
from aftercare.confirmation.rules import CHANGED, confirm_refusal
from aftercare.confirmation.terms import Level
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.web.confirmation.listing import MOST_AT_ONCE
from aftercare.web.confirmation.words import oddity_marks
from aftercare.web.fragments import answer, go
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only

AT_A_TIME: Final = 20  # in one request: the page shows how far it is
STEPS: Final = ("check", "do")


@dataclass(frozen=True)
class Chosen:
    """One order as it was ticked, and why it stays as it is ('' when it will be confirmed)."""

    token: str
    number: str
    address: str
    goods: str
    marks: Any
    is_blind: bool
    refusal: str


@dataclass(frozen=True)
class Result:
    """How one went."""

    number: str
    address: str
    refusal: str


@page(roles=WORKERS, methods=("GET", "POST"))
def bulk(request: PageRequest) -> HttpResponse:
    """`check` shows each order once more, as a page to which one comes back; `do` (POST) confirms the first ones and
    goes on by itself with the others."""
    is_post = request.method == "POST"
    sent = only(request.POST if is_post else request.GET, "row", "step", "total", "done", "refused")
    step, tokens = sent.get("step", "check"), sent.getlist("row")
    if step not in STEPS or (step == "do" and not is_post):
        raise BadRequest("unknown step")
    if not 0 < len(tokens) <= MOST_AT_ONCE:
        raise InvalidInput({"row": _("Select between 1 and %(most)s orders.") % {"most": MOST_AT_ONCE}})
    seen = [_read(token) for token in tokens]
    page_time(request)
    if step == "do":
        return _do(request, seen)
    if is_post:
        return go(request, f"{reverse('confirmation_bulk')}?{urlencode({'row': tokens}, doseq=True)}")
    return _check(request, seen)


def _check(request: PageRequest, seen: Sequence[Seen]) -> HttpResponse:
    rows = [_chosen(one, row) for one, row in _found(request, seen) if row is not None]
    possible = [row for row in rows if not row.refusal]
    context = {
        "possible": possible,
        "impossible": [row for row in rows if row.refusal],
        "blind": sum(row.is_blind for row in possible),
    }
    return _answer(request, "check", context)


def _found(request: PageRequest, seen: Sequence[Seen]) -> list[tuple[Seen, Confirmation | None]]:
    ids = [one.pk for one in seen]
    rows = {row.pk: row for row in whole_rows(visible_confirmations(request.person).filter(pk__in=ids))}
    return [(one, rows.get(one.pk)) for one in seen]


def _chosen(one: Seen, row: Confirmation) -> Chosen:
    refusal = confirm_refusal(row.state, row.level, said="", is_bulk=True)
    if refusal is None and row.version != one.version:
        refusal = CHANGED
    return Chosen(
        token=f"{row.pk}.{row.version}",
        number=row.order.platform_no,
        address=reverse("confirmation_order", args=[row.pk]),
        goods=row.order.item_summary,
        marks=oddity_marks(row),
        is_blind=row.level == Level.BLIND,
        refusal=str(refusal or ""),
    )


def _do(request: PageRequest, seen: Sequence[Seen]) -> HttpResponse:
    done, refused = _count(request, "done"), _count(request, "refused")
    results = [_confirm(request, one, row) for one, row in _found(request, seen[:AT_A_TIME])]
    failed = sum(1 for result in results if result.refusal)
    context = {
        "results": results,
        "done": done + len(results) - failed,
        "refused": refused + failed,
        "finished": done + refused + len(results),
        "total": _count(request, "total") or len(seen),
        "goes_on": "total" in request.POST,
        "rest": [f"{one.pk}.{one.version}" for one in seen[AT_A_TIME:]],
    }
    return _answer(request, "run", context)


def _confirm(request: PageRequest, one: Seen, row: Confirmation | None) -> Result:
    """Each in a transaction of its own: one that is refused leaves the others done."""
    number = row.order.platform_no if row else str(one.pk)
    address = reverse("confirmation_order", args=[one.pk]) if row else ""
    try:
        confirm_order(seen=one, person=request.person, is_bulk=True)
    except (Refused, InvalidInput) as error:
        return Result(number, address, str(error))
    except NotFound:
        return Result(number, "", _("It does not exist, or it belongs to a shop that you do not work in."))
    return Result(number, address, "")


def _answer(request: PageRequest, part: str, context: dict[str, Any]) -> HttpResponse:
    template = f"confirmation/_bulk_{part}.html"
    return answer(request, "confirmation/bulk.html", template, {**context, "part": template})


def _read(token: str) -> Seen:
    pk, _dot, version = token.partition(".")
    one, other = read_number(pk), read_number(version, 9)
    if one is None or other is None:
        raise BadRequest("not a row")
    return Seen(one, other)


def _count(request: PageRequest, name: str) -> int:
    """A number that only the page itself shows again."""
    count = read_number(request.POST.get(name, "0"), 4)
    if count is None:
        raise BadRequest("not a number")
    return count
