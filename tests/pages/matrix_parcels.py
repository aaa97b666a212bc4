"""Things of parcels for the authorization matrix: arguments of every route that takes some."""

from datetime import timedelta

from tests.people import People, make_order, person

from aftercare.core.time import now
from aftercare.parcels.actions.save_link import LinkWish, save_link
from aftercare.parcels.models import Parcel, ParcelNotice
from aftercare.parcels.terms import NoticeKind, NoticeState

# What must be sent so that the answer is about the right, not about the form.
SENT = {"parcel_notice": {"do": "drop"}, "parcel_link": {"account": "A1", "key": "k", "is_active": "on"}}


def parcel_things(people: People) -> dict[str, dict[str, object]]:
    """A parcel of the shop that an aggregator tells of, and a message about it that waits to be copied."""
    at, order = now(), make_order(people.shop)
    wish = LinkWish("A1", "key")
    save_link(shop_id=people.shop.pk, provider="kdniao", wish=wish, person=person(people.administrator))
    parcel = Parcel.objects.create(
        shop=people.shop, order=order, number="YT00000000001", courier_code="yuantong", sent_at=at, due_at=at
    )
    notice = ParcelNotice.objects.create(
        parcel=parcel, shop=people.shop, kind=NoticeKind.SENT, state=NoticeState.TO_SEND, text="您好", made_at=at,
        try_at=at, until=at + timedelta(hours=20),
    )  # fmt: skip
    of_link = {"slug": people.shop.slug, "provider": "kdniao"}
    return {
        "parcel": {"pk": parcel.pk},
        "parcel_ask": {"pk": parcel.pk},
        "parcel_notice": {"pk": notice.pk},
        "parcel_links": {"slug": people.shop.slug},
        "parcel_link": of_link,
        "parcel_address": of_link,
    }
