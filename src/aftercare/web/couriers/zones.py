"""Parcels out of zone by courier and month, what follows from them, and penalties (O7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import BadRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Role
from aftercare.core.money import Money
from aftercare.couriers.access import PROPOSERS, visible_penalties
from aftercare.couriers.figures import Figures, Held, month_figures
from aftercare.couriers.judging import follows
from aftercare.couriers.models import CourierPenalty
from aftercare.couriers.standing import PAGE, Standing, may_confirm, open_penalties, standings
from aftercare.couriers.terms import Level, PenaltyKind, PenaltyState
from aftercare.orders.delivery.coverage import day_of
from aftercare.web.caseline import address_of as case_address
from aftercare.web.costs.asking import Asked
from aftercare.web.couriers.asking import CourierHead, month_text, shops_asked
from aftercare.web.couriers.words import LEVEL_TONES, STATE_TONES, courier_words, limits_words, rate_words
from aftercare.web.numbers import read_number
from aftercare.web.pieces.marks import Tone, moment, money, pill

MOST_NUMBERS = 200  # parcels of one courier that are listed; the sheet has them all
HELD = (PenaltyState.PROPOSED, PenaltyState.CONFIRMED)


@dataclass(frozen=True)
class FigureRow:
    """One courier of one shop. `proposals`: (kind, label) that may be proposed now."""

    courier: str
    label: str
    shop_id: int
    shop: str
    sent: int
    held: int
    waiting: int
    rate: str
    level: SafeString
    deduction: SafeString
    standing: tuple[SafeString, ...]
    proposals: tuple[tuple[str, Any], ...]
    parcels: tuple[tuple[str, str, str, str], ...]  # case, its address, order, tracking number
    sheet_url: str


@dataclass(frozen=True)
class PenaltyRow:
    """One penalty in words. `may_decide`, `may_lift`: which form it has; `refusal`: why not, '' when it may."""

    pk: int
    courier: str
    shop: str
    month: str
    kind: Any
    state: SafeString
    figures: str
    limits: str
    cases: tuple[tuple[str, str], ...]
    story: tuple[tuple[str, str, SafeString], ...]  # what, words, when
    span: str
    may_decide: bool
    may_lift: bool
    refusal: str


class ZonesContext:
    """The page of a month: six queries, however many orders, cases and couriers there are."""

    def __init__(self, asked: Asked, after: str) -> None:
        self.asked, self.head = asked, CourierHead(asked, "courier_zones")
        self.shops = {shop.pk: shop for shop in shops_asked(asked)}
        if after and read_number(after) is None:
            raise BadRequest("not a key")
        self._after = read_number(after)

    @property
    def month(self) -> str:
        return month_text(self.asked.period.first)

    @cached_property
    def _standings(self) -> Mapping[tuple[int, str], Standing]:
        return standings(self.shops.values(), self.asked.at)

    @cached_property
    def figures(self) -> list[Figures]:
        return month_figures(self.asked.person, self.shops.values(), self.asked.period, self.asked.at)

    @cached_property
    def rows(self) -> list[FigureRow]:
        rows = visible_penalties(self.asked.person).filter(month=self.asked.period.first, state__in=HELD)
        there = open_penalties(rows.filter(shop_id__in=self.shops))
        first = self.asked.period.first
        return [self._row(one, there.get((one.shop_id, one.courier, first), [])) for one in self.figures]

    def _row(self, one: Figures, there: list[CourierPenalty]) -> FigureRow:
        level, person = one.judged.level, self.asked.person
        may = person.has(one.shop_id, *PROPOSERS) and bool(one.courier)
        found = self.asked.other_page("courier_sheet", courier=one.courier, shop=str(one.shop_id), month=self.month)
        return FigureRow(
            courier=one.courier,
            label=courier_words(one.courier),
            shop_id=one.shop_id,
            shop=self.shops[one.shop_id].name if self.asked.several_shops else "",
            sent=one.sent,
            held=len(one.held),
            waiting=one.waiting,
            rate=rate_words(one.judged.rate),
            level=pill(level.label, LEVEL_TONES[level]),
            deduction=money(one.judged.deduction),
            standing=_standing(self._standings.get((one.shop_id, one.courier))),
            proposals=_proposals(level, {PenaltyKind(row.kind) for row in there}) if may else (),
            parcels=tuple(map(_parcel, one.held[:MOST_NUMBERS])),
            sheet_url=found if one.courier else "",
        )

    @property
    def totals(self) -> tuple[int, int, str]:
        """Parcels sent, out of zone, and the deduction of all of them."""
        fen = sum(one.judged.deduction.fen for one in self.figures)
        return sum(one.sent for one in self.figures), sum(len(one.held) for one in self.figures), money(Money(fen))

    @property
    def limits(self) -> list[tuple[str, str]]:
        """(shop or '', its limits), once for each shop whose figures are shown."""
        rules = {one.shop_id: one.rules for one in self.figures}
        several = len(rules) > 1
        return [
            (self.shops[pk].name if several else "", limits_words(vars(found))) for pk, found in sorted(rules.items())
        ]

    @cached_property
    def _found(self) -> list[CourierPenalty]:
        rows = visible_penalties(self.asked.person).filter(shop_id__in=self.shops)
        if self._after is not None:
            rows = rows.filter(pk__lt=self._after)
        people = ("shop", "proposed_by", "decided_by", "lifted_by")
        return list(rows.select_related(*people).order_by("-pk")[: PAGE + 1])

    @property
    def penalties(self) -> list[PenaltyRow]:
        return [self._penalty(row) for row in self._found[:PAGE]]

    @property
    def more_url(self) -> str:
        return self.asked.address(after=str(self._found[PAGE - 1].pk)) if len(self._found) > PAGE else ""

    def _penalty(self, row: CourierPenalty) -> PenaltyRow:
        person, evidence, at = self.asked.person, row.evidence, self.asked.at
        leads = person.has(row.shop_id, Role.SUPERVISOR)
        waits, is_own = row.state == PenaltyState.PROPOSED, not may_confirm(row, person)
        runs = row.state == PenaltyState.CONFIRMED and row.ends_on is not None and row.ends_on >= day_of(row.shop, at)
        figures = _("%(held)s of %(sent)s parcels out of zone: %(rate)s") % {
            "held": evidence["held"], "sent": f"{evidence['sent']:,}", "rate": rate_words(evidence["rate"]),
        }  # fmt: skip
        return PenaltyRow(
            pk=row.pk,
            courier=row.courier,
            shop=row.shop.name if self.asked.several_shops else "",
            month=month_text(row.month),
            kind=PenaltyKind(row.kind).label,
            state=_state(row, runs=runs),
            figures=figures,
            limits=limits_words(evidence["limits"]),
            cases=tuple((number, case_address(number)) for number in evidence["cases"]),
            story=tuple(_story(row, self.asked)),
            span=f"{row.starts_on} – {row.ends_on}" if row.starts_on else "",
            may_decide=leads and waits and not is_own,
            may_lift=leads and runs,
            refusal=_("Another supervisor must confirm it.") if leads and waits and is_own else "",
        )


def _state(row: CourierPenalty, *, runs: bool) -> SafeString:
    state = PenaltyState(row.state)
    if state is PenaltyState.CONFIRMED and not runs:
        return pill(_("Over"), Tone.DONE)
    return pill(state.label, STATE_TONES[state])


def _story(row: CourierPenalty, asked: Asked) -> list[tuple[str, str, SafeString]]:
    """Who proposed, decided and lifted it, with their words."""
    found = [(_("Proposed by"), row.proposed_by, row.note, row.proposed_at)]
    if row.decided_at:
        label = _("Not confirmed by") if row.state == PenaltyState.REFUSED else _("Confirmed by")
        found.append((label, row.decided_by, row.decision_note, row.decided_at))
    if row.lifted_at:
        found.append((_("Lifted by"), row.lifted_by, row.lift_reason, row.lifted_at))
    return [(f"{label} {by.name if by else ''}".strip(), words, moment(at, asked.at)) for label, by, words, at in found]


def _standing(found: Standing | None) -> tuple[SafeString, ...]:
    if found is None:
        return ()
    marks = []
    if found.lost_until:
        marks.append(pill(_("No priority until %(day)s") % {"day": found.lost_until}, Tone.LATE))
    if found.warned_until:
        marks.append(pill(_("Warned until %(day)s") % {"day": found.warned_until}, Tone.SOON))
    return tuple(marks)


def _proposals(level: Level, there: set[PenaltyKind]) -> tuple[tuple[str, Any], ...]:
    hardest = follows(level)
    kinds = {PenaltyKind.WARNING, PenaltyKind.PRIORITY} if hardest is PenaltyKind.PRIORITY else {hardest} - {None}
    labels = {PenaltyKind.WARNING: _("Propose a warning"), PenaltyKind.PRIORITY: _("Propose to take priority away")}
    return tuple((kind.value, labels[kind]) for kind in PenaltyKind if kind in kinds and kind not in there)


def _parcel(one: Held) -> tuple[str, str, str, str]:
    return one.number, case_address(one.number), one.order_no, one.tracking_no
