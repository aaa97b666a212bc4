"""Rows of the board as strings that the template only prints: pages of fifty are asked for all day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from aftercare.cases.flows.registry import flow_of
from aftercare.cases.queues import QueueRow
from aftercare.cases.terms import OURS, Reason
from aftercare.core.money import ZERO, Money
from aftercare.web.caseline import EFFECTS
from aftercare.web.pieces.clock import Clock, clock_chip
from aftercare.web.pieces.marks import Tone, Who, money, moment, person, pill


@dataclass(frozen=True, slots=True)
class BoardRow:
    """What one row prints; all strings, those with marks are safe."""

    number: str
    address: str
    peek: str
    goods: str
    state: SafeString
    clock: SafeString
    reason: str
    buyer: str
    owner: SafeString
    amount: SafeString
    shop: str


@dataclass(frozen=True, slots=True)
class StateWords:
    """A state in the language of the page."""

    pill: SafeString
    effect: str  # what happens when the platform's time runs out


def board_rows(rows: Sequence[QueueRow], at: datetime, shop_names: Mapping[int, str]) -> list[BoardRow]:
    """The rows of a page; `shop_names` is empty when the person works in one shop only."""
    language = get_language() or ""
    return [_row(row, at, shop_names, language) for row in rows]


def _row(row: QueueRow, at: datetime, shop_names: Mapping[int, str], language: str) -> BoardRow:
    address = f"/cases/{row.number}/"
    words = state_words(row.flow, row.flow_version, row.state, bool(row.refunded), language)
    return BoardRow(
        number=row.number,
        address=address,
        peek=f"{address}peek/",
        goods=row.goods or row.order_no,
        state=words.pill,
        clock=_clock(row, words, at),
        reason=_reason(row.reason, language),
        buyer=row.buyer or "",
        owner=_owner(row.owner_id, row.owner_name or "", language),
        amount=money(amount_of(row)),
        shop=shop_names.get(row.shop_id, ""),
    )


def amount_of(row: QueueRow) -> Money:
    """What the case is about: paid, else granted, else asked."""
    if row.refunded:
        return row.refunded
    if row.granted is not None:
        return row.granted + (row.granted_freight or ZERO)
    return row.asked + row.asked_freight


def _clock(row: QueueRow, words: StateWords, at: datetime) -> SafeString:
    if row.closed_at is not None or row.next_due_at is None:
        return moment(row.closed_at or row.opened_at, at)
    return clock_chip(Clock(row.state_since, row.own_due_at, row.platform_due_at, words.effect), at)


@lru_cache(maxsize=512)
def state_words(flow_code: str, version: int, state_code: str, refunded: bool, _language: str) -> StateWords:
    """Pill and effect of a state; kept per language."""
    flow = flow_of(flow_code, version)
    state = flow.state(state_code)
    if state.final:
        tone = Tone.DONE if refunded else Tone.REFUSED
    else:
        tone = Tone.US if state.waits_for in OURS else Tone.OTHERS
    move = flow.timeout_move(state)
    effect = EFFECTS.get(move.code, move.label) if move else ""
    return StateWords(pill(_plain(state.label), tone), _plain(effect))


@lru_cache(maxsize=64)
def _reason(code: str, _language: str) -> str:
    return str(Reason(code).label)


@lru_cache(maxsize=4096)
def _owner(key: int | None, name: str, _language: str) -> SafeString:
    return person(Who(key, name) if key is not None else None)


def _plain(text: str | Promise) -> str:
    return str(text)


def shop_mark(name: str) -> SafeString:
    """The shop as a small remark beside a number."""
    return format_html('<span class="ac-sub">{}</span>', name)
