"""The page of one unclaimed parcel: all that its template prints."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.accounts.models import Staff
from aftercare.core.models import Event
from aftercare.files.models import StoredFile
from aftercare.orders.models import Order
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of
from aftercare.unclaimed.access import DECIDERS, KEEPERS, LINKERS
from aftercare.unclaimed.actions.ask_end import REASON_MOST
from aftercare.unclaimed.models import Proposal, UnclaimedParcel
from aftercare.unclaimed.policies import patience_of
from aftercare.unclaimed.queries import proposals_of
from aftercare.unclaimed.rules import age_in_days, decision_refusal, end_refusal
from aftercare.unclaimed.terms import End, ParcelState
from aftercare.web.caseline import address_of, state_of, tone_of
from aftercare.web.cases.audience import OPENERS
from aftercare.web.pieces.marks import Tone, Who
from aftercare.web.pieces.parts import Evidence, TimelineEntry
from aftercare.web.unclaimed.contexts import TONES, age_pill, sign_words, strength_pill

MOST_EVENTS: Final = 100
EVENTS: Final[Mapping[str, tuple[Any, str, str]]] = {
    "unclaimed.registered": (gettext_lazy("Put on the shelf"), "package-plus", "others"),
    "unclaimed.proposed": (gettext_lazy("Found a case or an order for it"), "sparkles", "us"),
    "unclaimed.ruled_out": (gettext_lazy("Ruled a proposal out"), "x", "others"),
    "unclaimed.linked": (gettext_lazy("Given to a case"), "link", "done"),
    "unclaimed.unlinked": (gettext_lazy("Taken from its case again: on the shelf"), "unlink", "late"),
    "unclaimed.end_asked": (gettext_lazy("Asked the supervisor"), "stamp", "soon"),
    "unclaimed.end_approved": (gettext_lazy("Approved"), "stamp", "done"),
    "unclaimed.end_denied": (gettext_lazy("Turned down: it stays on the shelf"), "undo-2", "refused"),
    "unclaimed.returned": (gettext_lazy("Sent back to the sender"), "undo-2", "refused"),
    "unclaimed.disposed": (gettext_lazy("Disposed of"), "trash-2", "refused"),
}


@dataclass(frozen=True)
class ProposalView:
    """One case or order that it may belong to."""

    id: int
    strength: SafeString
    reasons: tuple[Any, ...]
    number: str  # the case's, '' for an order without a case
    address: str
    state: Any
    tone: Tone
    owner: Who | None
    order_no: str
    order_address: str
    goods: str
    buyer: str
    shop: str
    new_case_url: str  # '' when there is a case, or the person opens none
    confirm: str


@dataclass(frozen=True)
class EndChoice:
    """One end that can be asked for, or why not yet."""

    code: str
    label: Any
    refusal: str


class ParcelContext:
    """Everything that the page prints."""

    reason_most = REASON_MOST

    def __init__(self, person: Person, parcel: UnclaimedParcel, at: datetime) -> None:
        self.person, self.parcel, self.at = person, parcel, at
        self.state = ParcelState(parcel.state)
        self.tone = TONES[parcel.state]
        self.age = age_pill(parcel, at)
        self.end = End(parcel.end).label if parcel.end else ""

    @property
    def may_link(self) -> bool:
        return self.parcel.is_open and self.person.has(self.parcel.shop_id, *LINKERS)

    @property
    def may_unlink(self) -> bool:
        is_linker = self.person.has(self.parcel.shop_id, *LINKERS)
        return self.state is ParcelState.LINKED and is_linker and bool(self.case_url)

    @property
    def may_ask(self) -> bool:
        return self.state is ParcelState.WAITING and self.person.has(self.parcel.shop_id, *KEEPERS)

    @property
    def may_decide(self) -> bool:
        return self.state is ParcelState.ASKED and self.person.has(self.parcel.shop_id, *DECIDERS)

    @property
    def decision_refusal(self) -> str:
        refusal = decision_refusal(self.parcel.state, self.parcel.asked_by_id, self.person.staff_id)
        return str(refusal) if refusal else ""

    @property
    def may_carry_out(self) -> bool:
        return self.state is ParcelState.APPROVED and self.person.has(self.parcel.shop_id, *KEEPERS)

    @property
    def is_return(self) -> bool:
        return self.parcel.end == End.RETURN

    @cached_property
    def ends(self) -> list[EndChoice]:
        patience = patience_of(policies_of(self.parcel.shop, self.at))
        age = age_in_days(self.parcel.registered_at, self.at)
        refusals = {end: end_refusal(self.parcel.state, end, age, patience) for end in End}
        return [EndChoice(end.value, end.label, str(refusal or "")) for end, refusal in refusals.items()]

    @property
    def all_too_early(self) -> str:
        """Why neither end can be asked for yet, '' when one can."""
        refusals = [one.refusal for one in self.ends]
        return refusals[0] if all(refusals) else ""

    @cached_property
    def pictures(self) -> list[Evidence]:
        rows = self.parcel.pictures.select_related("file").order_by("pk")
        return [picture_item(self.parcel.number, row.file) for row in rows]

    @cached_property
    def proposals(self) -> list[ProposalView]:
        if not self.parcel.is_open:
            return []
        return [self._proposal(one) for one in proposals_of(self.person, self.parcel)]

    def _proposal(self, one: Proposal) -> ProposalView:
        case, order = one.case, one.order
        words = {"parcel": self.parcel.number, "case": case.number if case else ""}
        opens = case is None and self.person.has(order.shop_id, *OPENERS)
        return ProposalView(
            id=one.pk,
            strength=strength_pill(one),
            reasons=tuple(sign_words(one.signs)),
            number=words["case"],
            address=address_of(case.number) if case else "",
            state=state_of(case).label if case else "",
            tone=tone_of(case) if case else Tone.OTHERS,
            owner=Who(case.owner.pk, case.owner.name) if case and case.owner else None,
            order_no=order.platform_no,
            order_address=reverse("order", args=[order.pk]),
            goods=order.item_summary,
            buyer=_buyer(order),
            shop=one.shop.name,
            new_case_url=f"{reverse('case_new')}?order={order.pk}" if opens else "",
            confirm=_("Parcel %(parcel)s goes to %(case)s with its pictures.") % words,
        )

    @cached_property
    def receiving_url(self) -> str:
        """Where the warehouse counts and inspects it, once it belongs to a case."""
        case = self.parcel.case
        is_keeper = case is not None and self.person.has(case.shop_id, *KEEPERS)
        return f"{reverse('receiving')}?code={case.number}" if case and is_keeper else ""

    @property
    def case_url(self) -> str:
        """The case's page, '' when it is another shop's that the person does not see."""
        case = self.parcel.case
        return address_of(case.number) if case and case.shop_id in self.person.shop_ids else ""

    @cached_property
    def timeline(self) -> list[TimelineEntry]:
        events = Event.objects.filter(subject_kind="unclaimed", subject_id=self.parcel.pk).order_by("-id")
        found = list(events[:MOST_EVENTS])
        names = dict(Staff.objects.filter(pk__in={one.actor_id for one in found}).values_list("pk", "name"))
        return [self._entry(one, names) for one in found if one.kind in EVENTS]

    def _entry(self, event: Event, names: Mapping[int, str]) -> TimelineEntry:
        title, icon_name, tone = EVENTS[event.kind]
        texts = {
            "unclaimed.registered": self.parcel.note,
            "unclaimed.end_asked": self.parcel.end_reason,
            "unclaimed.end_approved": self.parcel.decision_note,
            "unclaimed.end_denied": self.parcel.decision_note,
            "unclaimed.returned": self.parcel.settled_note,
            "unclaimed.disposed": self.parcel.settled_note,
        }
        lines: list[tuple[Any, Any]] = []
        if event.data.get("end"):
            lines.append((_("Wish"), End(event.data["end"]).label))
        if "case" in event.data and event.kind in ("unclaimed.linked", "unclaimed.unlinked"):
            lines.append((_("Case"), event.data["case"]))
        if event.kind == "unclaimed.linked":
            lines += [(_("Reason"), "、".join(str(one) for one in sign_words(event.data["signs"])) or "–")]
        who = names.get(event.actor_id or 0, "") or _("System")
        return TimelineEntry(title, event.at, icon_name, tone, who, texts.get(event.kind, ""), tuple(lines))


def picture_item(number: str, file: StoredFile) -> Evidence:
    """A picture in the grid; one that no browser shows is handed out."""
    addresses = {
        copy: reverse("unclaimed_file", args=[number, file.token, copy]) for copy in ("thumb", "shown", "original")
    }
    if file.width is None:
        return Evidence("photo", "", addresses["original"], file.name)
    return Evidence("picture", addresses["thumb"], addresses["shown"], file.name)


def _buyer(order: Order) -> str:
    nick = order.customer.nick_mask if order.customer else ""
    return " · ".join(part for part in (nick, order.receiver_name_mask, order.receiver_phone_mask) if part)
