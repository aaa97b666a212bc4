"""The page of a parcel: its course, what went wrong, what the buyer was told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.parcels.access import access_parcel
from aftercare.parcels.actions.ask_couriers import ask_refusal
from aftercare.parcels.masking import shown_text
from aftercare.parcels.models import ParcelNotice, ParcelProblem, TrackingEvent
from aftercare.parcels.queries import active_links, events_of, notices_of, problems_of
from aftercare.parcels.rules import RANK
from aftercare.parcels.terms import NoticeKind, NoticeState, ProblemKind, ProblemState, Sign, Way
from aftercare.shops.access import Person
from aftercare.web.caseline import address_of
from aftercare.web.parcels.marks import courier_name, state_pill
from aftercare.web.pieces.clock import Clock
from aftercare.web.pieces.marks import Tone
from aftercare.web.pieces.parts import TimelineEntry

ICONS: Final[Mapping[str, str]] = {
    Sign.COLLECTED: "package",
    Sign.DELIVERING: "truck",
    Sign.AT_POINT: "store",
    Sign.SIGNED: "circle-check",
    Sign.DAMAGED: "triangle-alert",
    Sign.LOST: "triangle-alert",
    Sign.TROUBLE: "triangle-alert",
    Sign.OUT_OF_ZONE: "triangle-alert",
    Sign.POINT_OVERDUE: "triangle-alert",
    Sign.REFUSED: "ban",
    Sign.RETURNING: "rotate-ccw",
    Sign.RETURNED: "rotate-ccw",
}
BAD: Final = frozenset(
    {Sign.DAMAGED, Sign.LOST, Sign.TROUBLE, Sign.OUT_OF_ZONE, Sign.POINT_OVERDUE, Sign.REFUSED, Sign.LATE}
)
# Why a problem has no case, or a message was not sent.
WHY: Final[Mapping[str, Any]] = {
    "order_closed": gettext_lazy("the order is closed"),
    "goods_elsewhere": gettext_lazy("its goods are in another case"),
    "moot": gettext_lazy("the parcel has gone on"),
    "by_hand": gettext_lazy("taken off by a colleague"),
    "opted_out": gettext_lazy("the buyer does not want to be contacted"),
    "quiet_hours": gettext_lazy("quiet hours: it is tried again"),
    "contacted_enough": gettext_lazy("contacted often enough: it is tried again"),
}
PROBLEM_TONES: Final = {
    ProblemState.NEW: Tone.US,
    ProblemState.OPENED: Tone.LATE,
    ProblemState.MOVED: Tone.DONE,
    ProblemState.NO_CASE: Tone.OTHERS,
    ProblemState.ENDED: Tone.DONE,
}
NOTICE_TONES: Final = {
    NoticeState.NEW: Tone.OTHERS,
    NoticeState.TO_SEND: Tone.US,
    NoticeState.SENT: Tone.DONE,
    NoticeState.DROPPED: Tone.REFUSED,
}


class ParcelContext:
    """Everything that the page prints: six queries."""

    def __init__(self, person: Person, pk: int, at: datetime) -> None:
        self.person, self.at = person, at
        self.parcel = access_parcel(person, pk)

    @property
    def courier(self) -> Any:
        return courier_name(self.parcel)

    @property
    def state(self) -> SafeString:
        return state_pill(self.parcel)

    @property
    def clock(self) -> Clock | None:
        """When it counts as stuck."""
        parcel = self.parcel
        if parcel.silent_at is None:
            return None
        return Clock(parcel.moved_at or parcel.sent_at, parcel.silent_at)

    @cached_property
    def _events(self) -> Sequence[TrackingEvent]:
        return events_of(self.parcel)

    @cached_property
    def timeline(self) -> list[TimelineEntry]:
        """The newest first; the same words of the same second, told by two ways, are one entry."""
        return [
            _entry(max(same, key=lambda one: RANK[Sign(one.sign)]))
            for _key, same in groupby(self._events, key=lambda one: (one.at, one.text))
        ]

    @property
    def problems(self) -> list[dict[str, Any]]:
        return [_problem(one) for one in problems_of(self.parcel)]

    @property
    def notices(self) -> list[dict[str, Any]]:
        return [_notice(one) for one in notices_of(self.parcel)]

    @cached_property
    def ask_refusal(self) -> str:
        """Why nobody is asked now; '' when it can be."""
        links = [link for link in active_links(self.parcel.shop_id) if link.asks]
        refusal = ask_refusal(self.parcel, self.person, links, self.at)
        return str(refusal) if refusal else ""


def _entry(one: TrackingEvent) -> TimelineEntry:
    sign = Sign(one.sign)
    tone = Tone.LATE if sign in BAD else Tone.DONE if sign is Sign.SIGNED else Tone.OTHERS
    # A number that we do not know yet is shown, so that somebody can tell us what it means.
    strange = ((_("Source"), f"{Way(one.way).label} · {one.raw.lstrip('=')}"),) if sign is Sign.UNKNOWN else ()
    return TimelineEntry(
        title=sign.label,
        at=one.at,
        icon_name=ICONS.get(sign, "circle-dot"),
        tone=tone.value,
        who=one.place,
        text=shown_text(one.text),
        lines=strange,
    )


def _problem(one: ParcelProblem) -> dict[str, Any]:
    state = ProblemState(one.state)
    return {
        "kind": ProblemKind(one.kind).label,
        "since": one.since,
        "state": state.label,
        "tone": PROBLEM_TONES[state],
        "number": one.case.number if one.case else "",
        "address": address_of(one.case.number) if one.case else "",
        "why": WHY.get(one.why, _("the case could not be opened: open it by hand") if one.why else ""),
    }


def _notice(one: ParcelNotice) -> dict[str, Any]:
    state = NoticeState(one.state)
    return {
        "kind": NoticeKind(one.kind).label,
        "state": state.label,
        "tone": NOTICE_TONES[state],
        "text": "" if one.told_with_id else one.text,
        "is_with": one.told_with_id is not None,
        "at": one.ended_at or one.made_at,
        "who": one.ended_by.name if one.ended_by else "",
        "why": WHY.get(one.why, ""),
    }
