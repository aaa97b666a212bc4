"""What personal data has to say on the home page of those who oversee a shop."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from aftercare.customers.models import Disclosure
from aftercare.customers.queries import alarms
from aftercare.shops.access import Person
from aftercare.web.audit.access import audited_shops
from aftercare.web.home.blocks import MOST, HomeList, HomeRow
from aftercare.web.pieces.marks import moment

DAY = timedelta(days=1)


def quota_alarms(person: Person, shop_ids: frozenset[int], at: datetime) -> HomeList:
    """Who wanted to see more masked values than an hour allows, for a day (J2)."""
    shops = shop_ids & audited_shops(person)
    found = list(alarms(shops, at - DAY)[: MOST + 1]) if shops else []
    count = f"{MOST}+" if len(found) > MOST else str(len(found))
    return HomeList([_row(alarm, at) for alarm in found[:MOST]], count)


def _row(alarm: Disclosure, at: datetime) -> HomeRow:
    address = f"{reverse('audit')}?kind=personal&person={alarm.staff_id}"
    is_scroll = alarm.subject_kind == "customer"
    said = _("Opened very many pages of customers") if is_scroll else _("Wanted more masked values than an hour allows")
    text = f"{said} · {alarm.shop.name}"
    return HomeRow(
        alarm.staff.name, address, text, format_html('<span class="ac-small">{}</span>', moment(alarm.at, at))
    )
