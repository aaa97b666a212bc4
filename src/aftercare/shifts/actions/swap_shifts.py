"""Swap shifts: one asks, the colleague agrees, the supervisor approves (P3)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused, settled_by
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shifts.access import NOT_PLANNER, access_for_swap, may_plan, rostered, visible_swaps
from aftercare.shifts.models import Assignment, Swap
from aftercare.shifts.queries import Cell, book_of
from aftercare.shifts.terms import LIVE, NOTE_MOST, SwapState
from aftercare.shifts.writing import Wish, tell, write_cells
from aftercare.shops.access import Person
from aftercare.shops.models import Shop

UNANSWERED = Refusal("swap_settled", _("The colleague has not answered yet."))
STALE = Refusal("swap_stale", _("The roster has changed since: these shifts cannot be swapped any more."))
OVER = Refusal("shift_begun", _("A shift that has begun is not swapped."))
TWICE = Refusal("swap_asked", _("You have already asked somebody to take this shift."))
NOT_YOURS = Refusal("swap_not_yours", _("Only the colleague who was asked answers."))
OWN = Refusal("own_swap", _("Nobody approves their own swap."))


@dataclass(frozen=True)
class Offer:
    """My shift on that day for a colleague; `other_day` is theirs that I take in return, None for nothing."""

    day: date
    colleague_id: int
    other_day: date | None = None
    reason: str = ""


def ask_swap(*, shop_id: int, offer: Offer, person: Person) -> Swap:
    """Ask a colleague of the same shop. Raises NotFound, InvalidInput on somebody or a day that does not fit, Refused
    when the shift has begun or was offered already."""
    reason = clean(offer.reason)
    if len(reason) > NOTE_MOST:
        raise InvalidInput({"reason": _("At most %(most)s characters.") % {"most": NOTE_MOST}})
    if person.staff_id is None:
        raise NotFound(shop_id)
    with transaction.atomic():
        shop, at = access_for_swap(person, shop_id), now()
        if offer.colleague_id == person.staff_id or not rostered(shop.pk).filter(staff_id=offer.colleague_id).exists():
            raise InvalidInput({"with": _("Choose a colleague of this shop.")})
        if Swap.objects.filter(shop=shop, asked_by_id=person.staff_id, day=offer.day, state__in=LIVE).exists():
            raise Refused(TWICE)
        swap = Swap(
            shop=shop,
            asked_by_id=person.staff_id,
            day=offer.day,
            colleague_id=offer.colleague_id,
            other_day=offer.other_day,
            reason=reason,
            asked_at=at,
        )
        held = _held(swap)
        mine = held.get((person.staff_id, offer.day))
        theirs = held.get((offer.colleague_id, offer.other_day)) if offer.other_day else None
        if mine is None or not mine.code or (offer.other_day and (theirs is None or not theirs.code)):
            raise InvalidInput({"with": _("Choose shifts that stand in the roster.")})
        if any(row.starts_at is not None and row.starts_at <= at for row in (mine, theirs) if row):
            raise Refused(OVER)
        swap.code, swap.other_code = mine.code, theirs.code if theirs else ""
        if _wishes(swap, held) is None:
            raise InvalidInput({"with": _("One of you has a shift or leave on that day already.")})
        swap.save()
        tell(shop, "swap.asked", person, at, swap=swap.pk, to=swap.colleague_id, day=swap.day.isoformat())
    return swap


def answer_swap(*, swap_id: int, agrees: bool, person: Person) -> Swap:
    """The colleague agrees or declines. Raises NotFound and Refused."""
    with transaction.atomic():
        swap = _locked(swap_id, person)
        if swap.colleague_id != person.staff_id:
            raise Refused(NOT_YOURS)
        if swap.state != SwapState.ASKED:
            raise Refused(_settled(swap))
        swap.state = SwapState.AGREED if agrees else SwapState.DECLINED
        swap.answered_at = now()
        swap.save(update_fields=["state", "answered_at"])
        tell(swap.shop, "swap.answered", person, swap.answered_at, swap=swap.pk, state=swap.state)
    return swap


def withdraw_swap(*, swap_id: int, person: Person) -> Swap:
    """Whoever asked does not want it any more. Raises NotFound and Refused."""
    with transaction.atomic():
        swap = _locked(swap_id, person)
        if swap.asked_by_id != person.staff_id:
            raise Refused(NOT_YOURS)
        if swap.state not in LIVE:
            raise Refused(_settled(swap))
        swap.state = SwapState.WITHDRAWN
        swap.save(update_fields=["state"])
        tell(swap.shop, "swap.withdrawn", person, now(), swap=swap.pk)
    return swap


def decide_swap(*, swap_id: int, grants: bool, person: Person) -> Swap:
    """The supervisor approves, and the roster changes with it; or declines. Raises NotFound, Refused: without the
    right, one's own, settled, begun, or when the roster is not any more as both saw it."""
    with transaction.atomic():
        swap = _locked(swap_id, person)
        if not may_plan(person, swap.shop_id):
            raise Refused(NOT_PLANNER)
        if person.staff_id in (swap.asked_by_id, swap.colleague_id):
            raise Refused(OWN)
        if swap.state != SwapState.AGREED:
            raise Refused(UNANSWERED if swap.state == SwapState.ASKED else _settled(swap))
        at = now()
        if grants:
            held = _held(swap)
            wishes = _wishes(swap, held)
            if wishes is None:
                raise Refused(STALE)
            if any(row.starts_at is not None and row.starts_at <= at for row in held.values()):
                raise Refused(OVER)
            write_cells(swap.shop, wishes, book_of(swap.shop), person, at)
        swap.state = SwapState.DONE if grants else SwapState.DENIED
        swap.decided_by_id, swap.decided_at = person.staff_id, at
        swap.save(update_fields=["state", "decided_by", "decided_at"])
        tell(swap.shop, "swap.decided", person, at, swap=swap.pk, state=swap.state)
    return swap


def _locked(swap_id: int, person: Person) -> Swap:
    found = visible_swaps(person).filter(pk=swap_id).values_list("shop_id", flat=True).first()
    if found is None:
        raise NotFound(swap_id)
    shop: Shop = access_for_swap(person, found)
    swap = Swap.objects.select_for_update().get(pk=swap_id)
    swap.shop = shop
    return swap


def _settled(swap: Swap) -> Refusal:
    """Who was quicker."""
    state = SwapState(swap.state)
    who = swap.colleague if state in (SwapState.AGREED, SwapState.DECLINED) else swap.decided_by or swap.asked_by
    return settled_by("swap_settled", who.name, state.label)


def _held(swap: Swap) -> dict[Cell, Assignment]:
    days = {swap.day, swap.other_day or swap.day}
    people = (swap.asked_by_id, swap.colleague_id)
    rows = Assignment.objects.filter(shop=swap.shop, staff_id__in=people, day__in=days).defer("note")
    return {(row.staff_id, row.day): row for row in rows}


def _wishes(swap: Swap, held: dict[Cell, Assignment]) -> dict[Cell, Wish] | None:
    """What the cells become; None when they do not hold what both gave, or would get a second shift on one day."""
    asker, colleague = swap.asked_by_id, swap.colleague_id

    def holds(cell: Cell) -> str:
        row = held.get(cell)
        return (row.code or row.absence) if row else ""

    given = {(asker, swap.day): swap.code}
    got = {(colleague, swap.day): Wish(swap.code)}
    if swap.other_day is not None:
        given[colleague, swap.other_day] = swap.other_code
        got[asker, swap.other_day] = Wish(swap.other_code)
    if any(holds(cell) != code for cell, code in given.items()):
        return None
    if any(holds(cell) for cell in got if cell not in given):
        return None
    return {**{cell: Wish() for cell in given}, **got}
