"""What buyers and cases are told of parcels, in the shop's words. Plain replacement: nobody's text is a template."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_noop, override

from aftercare.parcels.models import Parcel, TrackingEvent
from aftercare.parcels.terms import NoticeKind, ProblemKind, Sign
from aftercare.shops.models import Shop

BUYERS_LANGUAGE: Final = "zh-hans"
EVENTS_TOLD: Final = 8
NOTE_MOST: Final = 960  # a note of a case holds 1,000
NOTICES: Final = {
    NoticeKind.SENT: gettext_noop("Hello, your order is on its way with %(courier)s, %(number)s."),
    NoticeKind.ARRIVING: gettext_noop("Hello, your parcel arrives today: %(courier)s, %(number)s."),
    NoticeKind.PACKING: gettext_noop(
        "Please look at the outer packing before you sign for it. If it is damaged, take a picture and tell us at once."
    ),
}
FETCHED: Final = gettext_noop("Hello, your parcel waits to be fetched: %(courier)s, %(number)s.")
PROBLEMS: Final = {
    ProblemKind.STUCK: gettext_noop("Parcel %(parcel)s has not moved since %(since)s."),
    ProblemKind.OUT_OF_ZONE: gettext_noop("Parcel %(parcel)s is held: outside the delivery zone (%(since)s)."),
    ProblemKind.REFUSED: gettext_noop("Parcel %(parcel)s was refused at the door (%(since)s)."),
    ProblemKind.RETURNED: gettext_noop("Parcel %(parcel)s goes back to us (%(since)s)."),
    ProblemKind.DAMAGED: gettext_noop("Parcel %(parcel)s is damaged, says the courier (%(since)s)."),
    ProblemKind.LOST: gettext_noop("Parcel %(parcel)s is lost, says the courier (%(since)s)."),
}
MOVED: Final = gettext_noop("Parcel %(parcel)s moves again (%(since)s).")
COURSE: Final = gettext_noop("What the courier said, the newest first:")


def notice_text(parcel: Parcel, kinds: Sequence[NoticeKind], language: str = BUYERS_LANGUAGE) -> str:
    """One message for these kinds, in the buyer's language."""
    with override(language):
        values = {"courier": parcel.courier or translate("the courier"), "number": parcel.number}
        parts = [translate(NOTICES[kind]) % values for kind in kinds]
        if list(kinds) == [NoticeKind.PACKING]:
            parts.insert(0, translate(FETCHED) % values)
        return " ".join(parts)


def problem_text(kind: ProblemKind, parcel: Parcel, since: datetime, shop: Shop) -> str:
    """One sentence for the case."""
    return _about(PROBLEMS[kind], parcel, since, shop)


def moved_text(parcel: Parcel, since: datetime, shop: Shop) -> str:
    """The stuck parcel moves again, for the case."""
    return _about(MOVED, parcel, since, shop)


def course_text(events: Sequence[TrackingEvent], shop: Shop) -> str:
    """The newest events as evidence, one a line; as many as a note holds."""
    zone = ZoneInfo(shop.timezone)
    with override(BUYERS_LANGUAGE):
        lines = [translate(COURSE)]
        for one in events[:EVENTS_TOLD]:
            line = f"{one.at.astimezone(zone):%m-%d %H:%M} {Sign(one.sign).label} {one.place} {one.text}".strip()
            lines.append(" ".join(line.split())[:160])
    while sum(len(line) + 1 for line in lines) > NOTE_MOST:
        lines.pop()
    return "\n".join(lines)


def _about(sentence: str, parcel: Parcel, since: datetime, shop: Shop) -> str:
    named = f"{parcel.courier} {parcel.number}".strip()
    moment = f"{since.astimezone(ZoneInfo(shop.timezone)):%m-%d %H:%M}"
    with override(BUYERS_LANGUAGE):
        return translate(sentence) % {"parcel": named, "since": moment}
