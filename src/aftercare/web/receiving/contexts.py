"""What the receiving page prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.cases.actions.move_case import allowed_moves
from aftercare.cases.models import Case, CaseLine
from aftercare.cases.rules import MIS_SENT
from aftercare.cases.terms import DEFECTIVE_TO, GOOD_TO, Disposition, Reason, Stage
from aftercare.shops.access import Person
from aftercare.web.caseline import address_of, clock_of, state_of, tone_of
from aftercare.web.cases.record import evidence_item
from aftercare.web.pieces.clock import Clock
from aftercare.web.pieces.marks import Tone
from aftercare.web.pieces.parts import Evidence
from aftercare.web.receiving.form import finds_in_order
from aftercare.web.receiving.lookup import Found, How

MOST_PHOTOS = 60


@dataclass(frozen=True)
class LineView:
    """One line of the case on the warehouse's table."""

    id: int
    title: str
    sku: str
    code: str
    authorised: int
    received: int
    expected: int  # still to come
    good: int
    defective: int
    good_to: str
    defective_to: str
    note: str


@dataclass(frozen=True)
class Choice:
    """One of several cases that the same code belongs to."""

    number: str
    address: str
    state: Any
    tone: Tone
    text: str
    shop: str


@dataclass(frozen=True)
class ParcelView:
    """One case whose parcel is on the table."""

    number: str
    case_address: str
    act_address: str
    photo_address: str
    photos: Sequence[Evidence]
    version: int
    shop: str
    state: Any
    tone: Tone
    clock: Clock | None
    order_no: str
    buyer: str
    reason: str
    description: str
    owner: str
    courier: str
    tracking_no: str
    lines: Sequence[LineView]
    moves: frozenset[str]
    inspect_move: str  # the step that finds all in order, '' when none is open
    inspect_refusal: str  # why none is
    asks_for_the_item: bool
    has_arrived: bool
    asks_for_tracking: bool  # nobody has entered the return's tracking number yet

    @property
    def receive_move(self) -> str:
        """The move that counts a parcel in this state, '' when none does."""
        return next((code for code in ("receive", "receive_more") if code in self.moves), "")

    @property
    def inspects(self) -> bool:
        return "doubt" in self.moves

    @property
    def turns_away(self) -> bool:
        return "turn_away" in self.moves

    @property
    def is_idle(self) -> bool:
        """Nothing of this case is the warehouse's business now."""
        return not self.receive_move and not self.inspects

    @property
    def pieces_expected(self) -> int:
        return sum(line.expected for line in self.lines)

    @property
    def missing_text(self) -> str:
        """What has not come yet, and what that means for the refund."""
        sentence = ngettext(
            "%(missing)s piece has not come. Wait for a further parcel, or say that there is a problem.",
            "%(missing)s pieces have not come. Wait for a further parcel, or say that there is a problem.",
            self.pieces_expected,
        )
        return sentence % {"missing": self.pieces_expected}

    @property
    def ends_of_good(self) -> tuple[Disposition, ...]:
        return GOOD_TO

    @property
    def ends_of_defective(self) -> tuple[Disposition, ...]:
        return DEFECTIVE_TO


class AnswerContext:
    """What a code led to: one parcel, several cases to choose from, or nothing; `is_done` after a step with the parcel.
    `answer` makes the sound."""

    def __init__(self, person: Person, found: Found, at: datetime, *, is_done: bool = False) -> None:
        self.code = found.code
        self.order_no = found.order_no
        self.how = found.how.value if found.how else ""
        self.is_done = is_done
        self.parcel = None
        self.choices: list[Choice] = []
        if len(found.cases) == 1:
            self.parcel = parcel_view(found.cases[0], person, at, found)
        else:
            prefetch_related_objects(found.cases, "lines__order_line")
            self.choices = [_choice(case) for case in found.cases]
        is_idle = self.parcel is not None and self.parcel.is_idle
        self.answer = "right" if is_done or (found.cases and not is_idle) else "wrong" if found.code else ""

    @property
    def is_refused_delivery(self) -> bool:
        return self.how == How.OUTBOUND_PARCEL.value


def parcel_view(case: Case, person: Person, at: datetime, found: Found) -> ParcelView:
    """The case as the warehouse needs it: what should come, what came, and what can be done."""
    moves = allowed_moves(case, person, at)
    inspecting = [(move.code, refusal) for move, refusal in moves if finds_in_order(move)]
    in_order = next((code for code, refusal in inspecting if refusal is None), "")
    by_parcel = found.how is How.OUTBOUND_PARCEL and not case.return_tracking_no
    lines = case.lines.select_related("order_line").order_by("id")
    return ParcelView(
        number=case.number,
        case_address=address_of(case.number),
        act_address=reverse("receiving_act", args=[case.number]),
        photo_address=reverse("case_evidence", args=[case.number]),
        photos=_photos(case),
        version=case.version,
        shop=case.shop.name,
        state=state_of(case).label,
        tone=tone_of(case),
        clock=clock_of(case),
        order_no=case.order.platform_no,
        buyer=case.customer.nick_mask if case.customer else "",
        reason=str(Reason(case.reason).label),
        description=case.description,
        owner=case.owner.name if case.owner else "",
        courier=case.return_courier or (case.order.courier if by_parcel else ""),
        tracking_no=case.return_tracking_no or (found.code if by_parcel else ""),
        lines=[_line(line) for line in lines if line.authorised or line.received or case.granted is None],
        moves=frozenset(move.code for move, refusal in moves if refusal is None),
        inspect_move=in_order,
        inspect_refusal="" if in_order else next((str(refusal) for _code, refusal in inspecting), ""),
        asks_for_the_item=Reason(case.reason) in MIS_SENT,
        has_arrived=case.received_at is not None,
        asks_for_tracking=not case.return_tracking_no,
    )


def _photos(case: Case) -> list[Evidence]:
    """Pictures of the inspection so far."""
    rows = case.evidence.filter(stage=Stage.INSPECTION).select_related("file").order_by("id")
    return [evidence_item(case.number, row.file) for row in rows[:MOST_PHOTOS]]


def _line(line: CaseLine) -> LineView:
    item = line.order_line
    return LineView(
        id=line.pk,
        title=item.title or _("Goods of the whole order"),
        sku=item.sku,
        code=item.merchant_code,
        authorised=line.authorised,
        received=line.received,
        expected=max(line.authorised - line.received, 0),
        good=max(line.received - line.defective, 0),
        defective=line.defective,
        good_to=line.good_to or Disposition.RESTOCK.value,
        defective_to=line.defective_to or Disposition.DEFECTIVE.value,
        note=line.inspection_note,
    )


def _choice(case: Case) -> Choice:
    return Choice(
        number=case.number,
        address=f"{reverse('receiving')}?code={case.number}",
        state=state_of(case).label,
        tone=tone_of(case),
        text="、".join(line.order_line.title for line in case.lines.all()) or case.order.platform_no,
        shop=case.shop.name,
    )
