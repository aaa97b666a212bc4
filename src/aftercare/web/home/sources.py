"""What each screen says on the home page. A new screen adds its queue to `queues.py` or its own row here."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from aftercare.accounts.terms import Role
from aftercare.cases.appointments import Asked, appointments
from aftercare.cases.queues import QueueRow, View, Wish, parties_of, rows_by_clock
from aftercare.cases.terms import Channel
from aftercare.confirmation.access import WORKERS as CONFIRMERS
from aftercare.reviews.access import READERS as REVIEW_READERS
from aftercare.shops.access import Person
from aftercare.web.approvals.notices import late_approvals
from aftercare.web.cases.rows import state_words
from aftercare.web.confirmation.shell import overdue_checks
from aftercare.web.dispatch.shell import WORKERS, promises
from aftercare.web.home.blocks import MOST, Block, HomeList, HomeRow, HomeSource, TimedSource
from aftercare.web.home.queues import queues_of
from aftercare.web.personal.shell import quota_alarms
from aftercare.web.pieces.clock import Clock
from aftercare.web.promotions.shell import promotions_home
from aftercare.web.reviews.alerts import rate_alerts
from aftercare.web.shell.counts import LIMIT

OVERSEERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})


def waiting_queues(person: Person, shop_ids: frozenset[int], _at: datetime) -> HomeList:
    """The queues that are not empty, with how many wait: one query for all of them."""
    rows = []
    for queue, count in queues_of(person, shop_ids):
        shown = f"{LIMIT}+" if count > LIMIT else str(count)
        mark = format_html('<span class="ac-count ac-count-strong">{}</span>', shown)
        rows.append(HomeRow(str(queue.label), queue.address(), str(queue.text), mark))
    return HomeList(rows)


def timed_cases(person: Person, shop_ids: frozenset[int], at: datetime) -> tuple[HomeList, HomeList]:
    """Cases whose clocks run out next, and those whose own target or platform limit has passed: of my turn, or all of
    the shops that I oversee."""
    view = _view(person, shop_ids)
    if view is None:
        return HomeList(()), HomeList(())
    late, coming = rows_by_clock(person, Wish(view, shop_ids), at, late=MOST + 1, coming=MOST)
    count = f"{MOST}+" if len(late) > MOST else str(len(late))
    all_late = View.LATE if view is View.OPEN else view
    return (
        HomeList([_row(row) for row in coming], more_url=_board(view)),
        HomeList([_row(row) for row in late[:MOST]], count, _board(all_late)),
    )


def my_appointments(person: Person, shop_ids: frozenset[int], at: datetime) -> tuple[HomeList, HomeList]:
    """When buyers of my cases asked to be contacted again (C14); those whose time has come, and nobody has tried
    since."""
    found = appointments(person, shop_ids, at, most=MOST + 1)
    coming = _appointments([one for one in found if not one.is_overdue])
    return coming, _appointments([one for one in found if one.is_overdue])


def _appointments(found: Sequence[Asked]) -> HomeList:
    rows = [
        HomeRow(
            one.number,
            f"/cases/{one.number}/",
            one.goods,
            format_html('<span class="ac-muted ac-small">{}</span>', Channel(one.channel).label),
            Clock(one.at, one.next_at),
        )
        for one in found[:MOST]
    ]
    return HomeList(rows, f"{MOST}+" if len(found) > MOST else str(len(found)), _board(View.MINE))


def _view(person: Person, shop_ids: frozenset[int]) -> View | None:
    """All open cases for whoever oversees a shop, else those of one's turn; None for roles without a turn."""
    shops = shop_ids & person.shop_ids
    if any(person.has(shop_id, *OVERSEERS) for shop_id in shops):
        return View.OPEN
    return View.TODO if any(parties_of(person, shop_id) for shop_id in shops) else None


def _row(row: QueueRow) -> HomeRow:
    words = state_words(row.flow, row.flow_version, row.state, get_language() or "")
    clock = Clock(row.state_since, row.own_due_at, row.platform_due_at, words.effect)
    return HomeRow(row.number, f"/cases/{row.number}/", row.goods, words.pill, clock)


def _board(view: View) -> str:
    return f"{reverse('cases')}?view={view.value}"


SOURCES: tuple[HomeSource | TimedSource, ...] = (
    HomeSource(Block.WAITING, _("By queue"), waiting_queues),
    HomeSource(Block.WAITING, _("Buyers' data"), quota_alarms, OVERSEERS),
    HomeSource(Block.WAITING, _("Figures of reviews"), rate_alerts, frozenset(REVIEW_READERS)),
    HomeSource(Block.NEXT, _("Promotions"), promotions_home),
    TimedSource(_("Parcels that must leave"), _("Promises broken"), promises, WORKERS),
    HomeSource(Block.LATE, _("Approvals"), late_approvals),
    HomeSource(Block.LATE, _("Orders to confirm"), overdue_checks, CONFIRMERS),
    TimedSource(_("Appointments with buyers"), _("Appointments with buyers"), my_appointments),
    TimedSource(_("Cases"), _("Cases"), timed_cases),
)
