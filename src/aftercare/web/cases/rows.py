"""Rows of the board as strings that the template only prints: pages of fifty are asked for all day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from html import escape

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe

from aftercare.cases.flows.registry import flow_of
from aftercare.cases.queues import QueueRow
from aftercare.cases.terms import Reason
from aftercare.core.money import Money
from aftercare.web.caseline import EFFECTS, state_tone
from aftercare.web.pieces.clock import Clock, ClockFace, clock_face
from aftercare.web.pieces.marks import Who, moment, money, person, pill


@dataclass(frozen=True, slots=True)
class StateWords:
    """A state in the language of the page."""

    kind: str
    pill: SafeString
    effect: str  # what happens when the platform's time runs out


# One row of the board: number and goods, state, both clocks, reason and buyer, owner, shop, amount.
_ROW = (
    '<tr data-row="/cases/{number}/" data-peek="/cases/{number}/peek/"><td class="ac-box">'
    '<input class="form-check-input" type="checkbox" data-select name="row" value="{number}" aria-label="{number}">'
    "</td>"
    '<td class="ac-main-cell"><a class="ac-row-link" href="/cases/{number}/">{number}</a> '
    '<span class="ac-kind">{kind}</span><span class="ac-sub">{goods}</span></td><td>{state}</td>'
    '<td class="ac-clock-cell">{clock}</td><td class="ac-pair-cell"><span class="ac-cut">{reason}</span>'
    '<span class="ac-sub">{buyer}</span></td><td>{owner}</td>{shop}<td class="ac-num">{amount}</td></tr>'
)
_SHOP = '<td class="ac-shop-cell"><span class="ac-cut">{}</span></td>'


def board_rows(rows: Sequence[QueueRow], at: datetime, shop_names: Mapping[int, str]) -> SafeString:
    """The rows of a page as HTML; `shop_names` is empty when the person works in one shop only.

    Fifty of them are asked for all day: as template tags they would take longer than everything else on the page.
    """
    face = clock_face()
    shops = {pk: _SHOP.format(escape(name)) for pk, name in shop_names.items()}
    # Every part is escaped below or built by a piece.
    return mark_safe("\n".join(_row(row, at, shops.get(row.shop_id, ""), face) for row in rows))  # noqa: S308


def _row(row: QueueRow, at: datetime, shop: str, face: ClockFace) -> str:
    words = state_words(row.flow, row.flow_version, row.state, face.language)
    return _ROW.format(
        number=escape(row.number),
        kind=words.kind,
        goods=escape(row.goods),
        state=words.pill,
        clock=_clock(row, words, at, face),
        reason=_reason(row.reason, face.language),
        buyer=escape(row.buyer or ""),
        owner=_owner(row.owner_id, row.owner_name or "", face.language),
        shop=shop,
        amount=money(Money(row.amount)) if row.amount else "",
    )


def _clock(row: QueueRow, words: StateWords, at: datetime, face: ClockFace) -> SafeString:
    if row.closed_at is not None or (row.own_due_at is None and row.platform_due_at is None):
        return moment(row.closed_at or row.opened_at, at)
    return face.chip(Clock(row.state_since, row.own_due_at, row.platform_due_at, words.effect), at)


@lru_cache(maxsize=512)
def state_words(flow_code: str, version: int, state_code: str, _language: str) -> StateWords:
    """Pill and effect of a state; kept per language."""
    flow = flow_of(flow_code, version)
    state = flow.state(state_code)
    move = flow.timeout_move(state)
    effect = EFFECTS.get(move.code, move.label) if move else ""
    return StateWords(escape(_plain(flow.label)), pill(_plain(state.label), state_tone(state)), _plain(effect))


@lru_cache(maxsize=64)
def _reason(code: str, _language: str) -> str:
    return escape(str(Reason(code).label))


@lru_cache(maxsize=4096)
def _owner(key: int | None, name: str, _language: str) -> SafeString:
    return person(Who(key, name) if key is not None else None)


def _plain(text: str | Promise) -> str:
    return str(text)
