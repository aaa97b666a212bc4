"""What handovers say in the rail, on the home page and in the bell."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Role
from aftercare.clock.rules import instant_of
from aftercare.core.time import now
from aftercare.handover.access import handover_shops
from aftercare.handover.gathering import has_open_work
from aftercare.handover.models import HandoverItem, Promise
from aftercare.handover.policies import REMIND_AT
from aftercare.handover.promises import open_promises
from aftercare.handover.queries import escalated, handed_over_since, waiting_items
from aftercare.shifts.queries import at_work_until
from aftercare.shops.access import Person, visible_shops
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of
from aftercare.web.shell.bell import MOST, Notice

LAST_HOUR = timedelta(hours=1)


def waiting_handover(person: Person, shop_ids: frozenset[int]) -> QuerySet[HandoverItem]:
    """Lines to take over, and one's own that were refused."""
    return waiting_items(person, sorted(shop_ids & set(handover_shops(person))))


def waiting_promises(person: Person, shop_ids: frozenset[int]) -> QuerySet[Promise]:
    """What the person has promised buyers."""
    return open_promises(person, shop_ids, mine=True)


def told_of_handover(person: Person, shop_ids: frozenset[int]) -> list[Notice]:
    """The reminder of today, and for supervisors what nobody has taken over in time."""
    leads = [pk for pk in shop_ids if person.has(pk, Role.SUPERVISOR)]
    late = [
        Notice(
            _("Nobody has taken over all that %(name)s handed over") % {"name": row.giver.name},
            reverse("handover", args=[row.pk]),
            row.escalated_at or row.made_at,
            "late",
        )
        for row in (escalated(person, leads, MOST) if leads else ())
    ]
    return [*late, *_reminders(person, shop_ids)]


def _reminders(person: Person, shop_ids: frozenset[int]) -> list[Notice]:
    """Of shops whose time of reminding has come today, where the person has open work, works no longer today, and has
    handed nothing over since noon."""
    at = now()
    shops = list(visible_shops(person).filter(pk__in=shop_ids & set(handover_shops(person)), is_active=True))
    due = {shop.pk: when for shop in shops if (when := reminder_of(shop, at)) <= at}
    if not due:
        return []
    done = handed_over_since(person, min(due.values()) - timedelta(hours=5))
    shown = []
    for shop in shops:
        if shop.pk in due and shop.pk not in done and has_open_work(person, shop.pk):
            text = _("Hand over what is still open in %(shop)s") % {"shop": shop.name}
            shown.append(Notice(text, reverse("handovers"), due[shop.pk], "soon"))
    return shown if shown and not _works_on(person, at) else []


def _works_on(person: Person, at: datetime) -> bool:
    """Whether a shift of theirs goes on for long: the late shift is not reminded when it has just begun."""
    ends_at = at_work_until(person, at)
    return ends_at is not None and ends_at > at + LAST_HOUR


def reminder_of(shop: Shop, at: datetime) -> datetime:
    """Today's time of reminding by the shop's clock."""
    zone = ZoneInfo(shop.timezone)
    minutes: int = policies_of(shop, at).get(REMIND_AT)
    return instant_of(zone, at.astimezone(zone).date(), minutes)
