"""What the approvals page prints."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.accounts.terms import Role
from aftercare.approvals.access import deciding_shops
from aftercare.approvals.models import Approval
from aftercare.approvals.queries import ApprovalPage, QueueKey, history_page, mine_page, waiting_page
from aftercare.approvals.terms import ApprovalState
from aftercare.cases.facts import Grant
from aftercare.cases.inputs import NOTE_MOST
from aftercare.cases.terms import Responsible
from aftercare.core.money import ZERO, Money
from aftercare.shops.access import Person
from aftercare.shops.queries import represented
from aftercare.web.approvals.facts import Matter, matters_of
from aftercare.web.approvals.prices import PriceView, waiting_prices
from aftercare.web.approvals.words import signers_of, what_approving_does
from aftercare.web.caseline import address_of, effect_of
from aftercare.web.customers.risk import RiskView, risk_views
from aftercare.web.numbers import read_number
from aftercare.web.pieces.clock import Clock
from aftercare.web.pieces.marks import Tone, Who
from aftercare.web.pieces.parts import Tab

STALE = "approval_stale"
TONES = {
    ApprovalState.PENDING: Tone.US,
    ApprovalState.ENDORSED: Tone.SOON,
    ApprovalState.APPROVED: Tone.DONE,
    ApprovalState.DENIED: Tone.REFUSED,
    ApprovalState.VOID: Tone.OTHERS,
}


@dataclass(frozen=True)
class LineView:
    """One line: what the buyer asks for against what is proposed."""

    title: str
    sku: str
    asked_pieces: int
    asked: Money
    pieces: int
    amount: Money

    @property
    def differs(self) -> bool:
        return (self.asked_pieces, self.asked) != (self.pieces, self.amount)


@dataclass(frozen=True)
class Decision:
    """The buttons of one request: `*_refusal` greys one and says why. Endorsing is offered where it comes next."""

    address: str
    version: int
    approve_refusal: str
    deny_refusal: str
    endorses: bool
    confirm: str

    @property
    def all_refused(self) -> bool:
        return bool(self.approve_refusal and self.deny_refusal) and not self.endorses


@dataclass(frozen=True)
class Signed:
    """A decision: by whom, in whose place, when, with which words."""

    who: Who
    absent: str  # '' when it was their own right
    at: datetime | None
    note: str


@dataclass(frozen=True)
class RequestView:
    """One request as printed. `decision` None: there is nothing to decide here."""

    id: int
    number: str
    address: str
    shop: str
    amount: Money
    buyer: str
    order_no: str
    who: Who
    reason: str
    at: datetime
    state: Any
    tone: Tone
    clock: Clock | None = None
    needs_role: Any = ""
    level: int = 1
    levels: int = 1
    is_escalated: bool = False
    endorsed: Signed | None = None  # the level below
    limits: str = ""
    lines: tuple[LineView, ...] = ()
    gift: str = ""
    gift_worth: Money = ZERO
    asked_freight: Money = ZERO
    freight: Money = ZERO
    responsible: Any = ""
    decision: Decision | None = None
    is_stale: bool = False
    is_own: bool = False
    risk: RiskView | None = None  # signs of serial returns and claims (B7)
    decided: Signed | None = None
    set_aside_at: datetime | None = None  # when nobody decided

    @property
    def approve_id(self) -> str:
        return f"approve-{self.id}"


class ApprovalsContext:
    """One tab of the page. `tab` is 'waiting', 'mine' or 'history'; what is not known counts as the first tab."""

    note_most = NOTE_MOST

    def __init__(self, person: Person, shop_ids: Collection[int], asked: Mapping[str, str], at: datetime) -> None:
        self.person = person
        self.decides = bool(deciding_shops(person))
        first = "waiting" if self.decides else "mine"
        self.tab = asked.get("tab", first) if asked.get("tab") in ("mine", "history") else first
        self.represented = "、".join(represented(person, shop_ids)) if self.is_queue else ""
        self.prices: list[PriceView] = (
            waiting_prices(person, shop_ids) if self.is_queue and not asked.get("after") else []
        )
        page = self._page(shop_ids, asked)
        matters = matters_of(person, page.rows, at)
        risks = _risks(matters, at) if self.is_queue else {}
        views = [request_view(approval, matters.get(approval.pk), person) for approval in page.rows]
        self.rows = [replace(view, risk=risks.get(view.id)) for view in views]
        self.more_url = self._more(page)

    def _page(self, shop_ids: Collection[int], asked: Mapping[str, str]) -> ApprovalPage:
        key = asked.get("after", "")
        if self.tab == "waiting":
            return waiting_page(self.person, shop_ids, _queue_key(key))
        page = mine_page if self.tab == "mine" else history_page
        return page(self.person, shop_ids, read_number(key))

    def _more(self, page: ApprovalPage) -> str:
        if not page.more:
            return ""
        last = page.rows[-1]
        due = last.due_at.isoformat() if last.due_at else ""
        key = f"{last.pk}@{due}" if self.tab == "waiting" else str(last.pk)
        return f"{reverse('approvals')}?{urlencode({'tab': self.tab, 'after': key})}"

    @property
    def tabs(self) -> list[Tab]:
        return tabs_of(self.person, self.tab)

    @property
    def is_queue(self) -> bool:
        return self.tab == "waiting"


def _risks(matters: Mapping[int, Matter], at: datetime) -> dict[int, RiskView]:
    """By approval, what speaks for looking twice; one query for the whole page."""
    buyers = {pk: matter.case.customer_id for pk, matter in matters.items() if matter.case.customer_id}
    found = risk_views({buyers[pk]: matters[pk].case.shop for pk in buyers}, at)
    return {pk: found[buyer] for pk, buyer in buyers.items() if buyer in found}


def tabs_of(person: Person, here: str) -> list[Tab]:
    """The views of the page; whoever decides, or stands in for somebody, has the page of substitutes as well."""
    address = reverse("approvals")
    labels = {"mine": _("Asked by me"), "history": _("Decided")}
    decides = bool(deciding_shops(person))
    if decides:
        labels = {"waiting": _("Waiting for a decision"), **labels}
    tabs = [Tab(label, f"{address}?tab={code}", code == here) for code, label in labels.items()]
    return [*tabs, Tab(_("Substitutes"), reverse("substitutes"), here == "substitutes")] if decides else tabs


def request_view(approval: Approval, matter: Matter | None, person: Person) -> RequestView:
    """One request with its case; the case may be gone from sight when a membership ended."""
    state = ApprovalState(approval.state)
    asker = Who(approval.requested_by_id, approval.requested_by.name)
    common: dict[str, Any] = {
        "id": approval.pk,
        "number": approval.subject_label,
        "address": address_of(approval.subject_label),
        "shop": approval.shop.name,
        "amount": approval.amount,
        "buyer": "",
        "order_no": approval.payee,
        "who": asker,
        "reason": approval.reason,
        "at": approval.requested_at,
        "state": state.label,
        "tone": TONES[state],
        "needs_role": signers_of(approval.final_role),
        "level": approval.level,
        "levels": approval.levels,
        "is_escalated": state == ApprovalState.PENDING and approval.escalated_at is not None,
        "is_own": approval.requested_by_id == person.staff_id,
        "endorsed": _signed(approval.follows) if approval.follows else None,
        "decided": _signed(approval),
        "set_aside_at": approval.decided_at if approval.decided_by is None else None,
    }
    if matter is None:
        return RequestView(**common)
    common["buyer"] = matter.case.customer.nick_mask if matter.case.customer else ""
    if state != ApprovalState.PENDING:
        return RequestView(**common)
    return RequestView(**common, **_open_part(approval, matter, person))


def _signed(approval: Approval) -> Signed | None:
    by, absent = approval.decided_by, approval.decided_for
    if by is None:
        return None
    return Signed(Who(by.pk, by.name), absent.name if absent else "", approval.decided_at, approval.decision_note)


def _open_part(approval: Approval, matter: Matter, person: Person) -> dict[str, Any]:
    """What only a request that still waits has: clocks, lines, limits and the two buttons."""
    case, proposal = matter.case, matter.facts.proposal
    decision, is_stale = _decision(approval, matter, person)
    authority = matter.facts.limits.authority
    return {
        "clock": Clock(approval.requested_at, approval.due_at, case.platform_due_at, effect_of(case)),
        "limits": _("Limits: agent ¥%(agent)s, supervisor ¥%(supervisor)s")
        % {"agent": authority[Role.AGENT.value].yuan, "supervisor": authority[Role.SUPERVISOR.value].yuan},
        "lines": _lines(matter, proposal),
        "gift": matter.facts.words.get("gift", "") if proposal and proposal.gift else "",
        "gift_worth": proposal.gift if proposal else ZERO,
        "asked_freight": case.asked_freight,
        "freight": proposal.freight if proposal else ZERO,
        "responsible": Responsible(proposal.responsible).label if proposal else "",
        "decision": decision,
        "is_stale": is_stale,
    }


def _decision(approval: Approval, matter: Matter, person: Person) -> tuple[Decision, bool]:
    approve, endorse, deny = matter.move("approve"), matter.move("endorse"), matter.move("deny")
    gone = gettext_lazy("The case no longer waits for an approval.")
    not_approve = matter.refusal(approve, person) if approve else None
    not_endorse = matter.refusal(endorse, person) if endorse else None
    not_deny = matter.refusal(deny, person) if deny else None
    decision = Decision(
        address=reverse("approvals_decide", args=[approval.pk]),
        version=matter.case.version,
        approve_refusal=str(not_approve or "") if approve else str(gone),
        deny_refusal=str(not_deny or "") if deny else str(gone),
        endorses=endorse is not None and not_endorse is None and not_approve is not None,
        confirm=what_approving_does(approval, matter, approve),
    )
    refused = {one.code for one in (not_approve, not_endorse) if one is not None}
    return decision, approve is None or STALE in refused


def _lines(matter: Matter, proposal: Grant | None) -> tuple[LineView, ...]:
    proposed = proposal.lines if proposal else {}
    return tuple(
        LineView(
            line.order_line.title or _("Goods of the whole order"),
            line.order_line.sku,
            line.asked,
            line.asked_amount,
            *proposed.get(line.pk, (0, ZERO)),
        )
        for line in matter.lines
    )


def _queue_key(text: str) -> QueueKey | None:
    """'17@2026-11-22T10:00:00+00:00' or '17@'; anything else is the first page."""
    pk, at, due = text.partition("@")
    number = read_number(pk)
    if number is None or not at:
        return None
    try:
        moment = parse_datetime(due) if due else None
    except ValueError:
        return None
    if due and (moment is None or moment.tzinfo is None):
        return None
    return QueueKey(moment, number)
