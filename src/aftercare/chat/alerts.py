"""What somebody should hear of in the shops of theirs: the newest first, bounded (S2, S7, S13)."""

from collections.abc import Collection, Sequence

from aftercare.chat.models import Mention, PriceOffer, Wait
from aftercare.chat.terms import OfferState
from aftercare.shops.access import Person


def told_supervisors(shop_ids: Collection[int], most: int) -> Sequence[Wait]:
    """Waits that went to the supervisor and still go on."""
    late = Wait.objects.filter(shop_id__in=shop_ids, ended_at=None).exclude(escalated_at=None)
    return list(late.select_related("agent").order_by("-escalated_at")[:most])


def asked_prices(shop_ids: Collection[int], most: int, *, oldest: bool = False) -> Sequence[PriceOffer]:
    """Prices that wait for the supervisor, with their shop."""
    asked = PriceOffer.objects.filter(shop_id__in=shop_ids, state=OfferState.ASKED)
    return list(
        asked.select_related("asked_by", "product", "shop").order_by("asked_at" if oldest else "-asked_at", "pk")[:most]
    )


def unseen_mentions(person: Person, shop_ids: Collection[int], most: int) -> Sequence[Mention]:
    """Notes that name the person."""
    unseen = Mention.objects.filter(staff_id=person.staff_id or 0, seen_at=None, conversation__shop_id__in=shop_ids)
    return list(unseen.select_related("message__staff").order_by("-at")[:most])
