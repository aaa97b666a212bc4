"""Whether a buyer may be contacted of our own accord: pure (S8). Answers to a buyer who wrote are no contacts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from aftercare.core.errors import Refusal
from aftercare.core.words import _
from aftercare.customers.terms import ContactPurpose


@dataclass(frozen=True)
class ContactLimits:
    """At most `most` times in `days`; never from `quiet_from` to `quiet_until` o'clock of the shop's zone (the same
    hour twice: no quiet hours)."""

    most: int
    days: int
    quiet_from: int
    quiet_until: int
    zone: ZoneInfo


# Not stopped by the number: the buyer asked for it, or it has a number of its own (callbacks, K5).
UNCOUNTED: Final = frozenset({ContactPurpose.AGREED, ContactPurpose.CALLBACK})
OPTED_OUT: Final = Refusal("opted_out", _("This buyer does not want to be contacted. Answer when they write."))


@dataclass(frozen=True)
class Wishes:
    """What the buyer has said themselves: when they wanted no contact (None: they have not), and when they agreed to
    this one."""

    opted_out: datetime | None = None
    agreed: datetime | None = None

    @property
    def forbid(self) -> bool:
        """The later word counts."""
        return self.opted_out is not None and (self.agreed is None or self.agreed <= self.opted_out)


def contact_refusal(
    purpose: ContactPurpose, at: datetime, contacts: Sequence[datetime], limits: ContactLimits, wishes: Wishes
) -> Refusal | None:
    """Why not now; None: yes. What the buyer has agreed to counts, and is not stopped by the number; nothing is sent in
    the quiet hours. `contacts`: when they were contacted before, in any order."""
    if wishes.opted_out is not None and (purpose != ContactPurpose.AGREED or wishes.forbid):
        return OPTED_OUT
    if is_quiet(at, limits):
        sentence = _("It is too late or too early: buyers are left in peace until %(hour)s:00.")
        return Refusal("quiet_hours", sentence, {"hour": f"{limits.quiet_until:02d}"})
    recent = [one for one in contacts if one > at - timedelta(days=limits.days)]
    if purpose not in UNCOUNTED and len(recent) >= limits.most:
        sentence = _("Contacted %(count)s times in %(days)s days already: that is the shop's limit.")
        return Refusal("contacted_enough", sentence, {"count": len(recent), "days": limits.days})
    return None


def is_quiet(at: datetime, limits: ContactLimits) -> bool:
    """Whether that moment is in the quiet hours, which may pass midnight."""
    hour, begin, end = at.astimezone(limits.zone).hour, limits.quiet_from % 24, limits.quiet_until % 24
    if begin == end:
        return False
    return begin <= hour < end if begin < end else hour >= begin or hour < end
