"""The page of a case: all that its template prints."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Role
from aftercare.approvals.terms import ApprovalState
from aftercare.cases.facts import LineFacts
from aftercare.cases.flows.registry import flow_of
from aftercare.cases.models import Case
from aftercare.cases.queries import CaseRecord, names_of, record_of
from aftercare.cases.roles import OWNERS
from aftercare.cases.seen import Decision, FileSeen, Letter, Neighbour, Payment
from aftercare.cases.terms import (
    LINK_BACK,
    Link,
    Party,
    Reason,
    Responsible,
    where_to,
)
from aftercare.core.money import ZERO, Money
from aftercare.files.models import StoredFile
from aftercare.files.terms import MediaType
from aftercare.money.terms import PayoutState
from aftercare.shops.access import Person
from aftercare.web.caseline import address_of, clock_of, effect_of, state_of, state_tone, tone_of
from aftercare.web.cases.chart import steps_of
from aftercare.web.cases.movebar import move_buttons
from aftercare.web.cases.owners import kept_owners
from aftercare.web.cases.particulars import Particulars
from aftercare.web.cases.playbook import PlaybookCard
from aftercare.web.cases.remedies import RemedyPanel
from aftercare.web.cases.right import ReturnRight
from aftercare.web.cases.sentences import LETTERS
from aftercare.web.cases.timeline import Timeline
from aftercare.web.personal.masks import MaskedField, masked_fields
from aftercare.web.pieces.clock import Clock
from aftercare.web.pieces.marks import Tone, Who
from aftercare.web.pieces.parts import Evidence, MoveButton, Step, TimelineEntry

KINDS: Mapping[str, Literal["video", "photo"]] = {MediaType.MP4.value: "video", MediaType.HEIC.value: "photo"}


@dataclass(frozen=True)
class LineView:
    """One line: pieces asked, authorised, received, good, defective are kept apart (B3)."""

    facts: LineFacts
    spec: str
    remark: str
    places: str


@dataclass(frozen=True)
class LetterView:
    """Something the shop has to tell the buyer."""

    label: Any
    row: Letter
    sent_url: str


@dataclass(frozen=True)
class CaseView:
    """A case in one line: linked ones, others of the same order or buyer."""

    number: str
    address: str
    label: Any
    tone: Tone
    amount: Money
    opened_at: datetime
    note: Any = ""
    kind: Any = ""


class CaseContext:
    """Everything that the page prints."""

    def __init__(self, person: Person, number: str, at: datetime, earlier: Mapping[str, int] | None = None) -> None:
        self.person, self.at = person, at
        self.record: CaseRecord = record_of(person, number, at, earlier)
        self.standing, self.around = self.record.standing, self.record.around
        self.case: Case = self.standing.case
        self.facts = self.standing.attempt.facts
        self.address = address_of(number)

    # header
    @property
    def kind(self) -> Any:
        return self.standing.flow.label

    @property
    def state_label(self) -> Any:
        return state_of(self.case).label

    @property
    def tone(self) -> Tone:
        return tone_of(self.case)

    @property
    def clock(self) -> Clock | None:
        return clock_of(self.case)

    @property
    def effect(self) -> Any:
        """What happens when the platform's clock runs out."""
        return effect_of(self.case)

    @property
    def owner(self) -> Who | None:
        return Who(self.case.owner_id, self.around.owner_name) if self.case.owner_id else None

    @property
    def buyer(self) -> str:
        return self.case.customer.nick_mask if self.case.customer else ""

    @cached_property
    def steps(self) -> list[Step]:
        return steps_of(self.standing.flow, self.case, self.around.visited)

    @cached_property
    def moves(self) -> list[MoveButton]:
        return move_buttons(self.standing)

    @property
    def has_more(self) -> bool:
        """Whether there is a menu behind the buttons."""
        return any(move.is_more for move in self.moves)

    @property
    def seen(self) -> int:
        """The newest event on this page: the quiet mark asks for later ones."""
        return self.around.happenings[0].pk if self.around.happenings else 0

    # main column
    @cached_property
    def lines(self) -> list[LineView]:
        words = self.around.lines
        return [
            LineView(
                line, words[line.id].sku, words[line.id].inspection_note, where_to(line.good_to, line.defective_to)
            )
            for line in self.facts.lines
        ]

    @property
    def reason(self) -> Any:
        return Reason(self.case.reason).label

    @property
    def responsible(self) -> Any:
        return Responsible(self.case.responsible).label

    @property
    def asked_total(self) -> Money:
        return self.case.asked + self.case.asked_freight

    @property
    def granted_total(self) -> Money | None:
        return None if self.case.granted is None else self.case.granted + (self.case.granted_freight or ZERO)

    @property
    def proposal(self) -> Any:
        """The grant that waits for approval, or None."""
        return self.facts.proposal

    @property
    def evidence(self) -> list[Evidence]:
        return [evidence_item(self.case.number, one) for one in self.around.evidence]

    @property
    def upload_url(self) -> str:
        return reverse("case_evidence", args=[self.case.number])

    @property
    def messages(self) -> list[LetterView]:
        return [
            LetterView(LETTERS.get(one.template, one.template), one, f"{self.address}messages/{one.pk}/sent/")
            for one in self.around.letters
        ]

    @property
    def unsent(self) -> int:
        return self.around.unsent

    @property
    def approvals(self) -> list[tuple[Decision, Any]]:
        return [(one, ApprovalState(one.state).label) for one in self.around.approvals]

    @property
    def payouts(self) -> list[tuple[Payment, Any]]:
        return [(one, PayoutState(one.state).label) for one in self.around.payouts]

    @cached_property
    def timeline(self) -> list[TimelineEntry]:
        people = dict(self.owners)
        told = [one.data for one in self.record.around.happenings]
        named = {pk for data in told for name in ("to", "for") if isinstance(pk := data.get(name), int)}
        named |= {data["verdict"]["person"] for data in told if "verdict" in data} - {None}
        if missing := named - people.keys():
            people |= dict(names_of(missing))
        return Timeline(self.record, people).entries()

    # right column
    @property
    def personal(self) -> list[MaskedField]:
        """The buyer and the receiver, masked."""
        return masked_fields(self.person, self.case.order, self.at)

    @cached_property
    def owners(self) -> list[tuple[int, str]]:
        """Who may own the case; empty once it is closed."""
        return [] if self.case.closed_at else list(kept_owners(self.person, frozenset({self.case.shop_id})))

    @property
    def may_act(self) -> bool:
        """Whether the person handles cases here: marks messages as sent, changes the owner."""
        return self.person.has(self.case.shop_id, *OWNERS)

    @property
    def may_give(self) -> bool:
        """Whether the person may give the case to anybody; else they may only take it."""
        return self.person.has(self.case.shop_id, Role.SUPERVISOR) or self.case.owner_id == self.person.staff_id

    @property
    def may_take(self) -> bool:
        return self.may_act and self.case.closed_at is None and self.case.owner_id != self.person.staff_id

    @property
    def others(self) -> list[CaseView]:
        mine = self.case.order_id
        named = {one.number for one in self.around.linked}
        others = (one for one in self.around.others if one.number not in named)
        return [case_view(one, _("same order") if one.order_id == mine else "") for one in others]

    @property
    def linked(self) -> list[CaseView]:
        return [case_view(one, link_words(one.link)) for one in self.around.linked]

    @property
    def waits_for_child(self) -> CaseView | None:
        """The linked case that must end first."""
        if self.case.waits_for != Party.LINKED:
            return None
        awaited = {child.number for child in self.facts.children if child.link == Link.CHILD and child.is_open}
        return next((view for view in self.linked if view.number in awaited), None)

    @cached_property
    def more(self) -> Particulars:
        """What this kind of case has beyond the others."""
        return Particulars(self.standing, self.around, self.at)

    @property
    def right(self) -> ReturnRight:
        return ReturnRight(self.standing)

    @cached_property
    def remedies(self) -> RemedyPanel | None:
        """What the rules propose, where a remedy is chosen."""
        panel = RemedyPanel(self.standing)
        return panel if panel.is_open else None

    @cached_property
    def playbook(self) -> PlaybookCard | None:
        """What to do for this kind of dispute, and how to talk with the buyer (R8, C14)."""
        card = PlaybookCard(self.standing, self.around, self.person.name)
        return card if card.is_shown else None


def link_words(link: str) -> Any:
    """How a linked case stands to this one."""
    kind, _colon, back = link.partition(":")
    return LINK_BACK[Link(kind)] if back else Link(kind).label


def case_view(case: Neighbour, note: Any = "") -> CaseView:
    """The case in one line."""
    state = flow_of(case.flow, case.flow_version).state(case.state)
    kind = flow_of(case.flow, case.flow_version).label
    return CaseView(
        case.number, address_of(case.number), state.label, state_tone(state), case.amount, case.opened_at, note, kind
    )  # fmt: skip


def evidence_item(number: str, file: FileSeen | StoredFile) -> Evidence:
    """What the evidence grid prints of one file."""
    place = f"/cases/{number}/files/{file.token}/"
    if file.width is not None:
        return Evidence("picture", f"{place}thumb/", f"{place}shown/", file.name)
    return Evidence(KINDS.get(file.media_type, "document"), "", f"{place}original/", file.name)
