"""The ceilings of what was paid for. Called by actions only, inside their transaction."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.money import Money
from aftercare.money.models import Cap, Payout
from aftercare.money.rules import Share, taken_from_caps
from aftercare.money.terms import LineKind


def lock_caps(ids: Iterable[int]) -> dict[int, Cap]:
    """Lock the rows in the order of their ids, so that two writers over the same lines cannot deadlock."""
    return {cap.pk: cap for cap in Cap.objects.select_for_update().filter(pk__in=set(ids)).order_by("pk")}


def take(shop_id: int, wished: Mapping[int, Money]) -> None:
    """Take from each cap, or from none: raises Refused `over_cap` with the numbers, NotFound for a foreign cap."""
    caps = lock_caps(wished)
    if len(caps) != len(wished) or any(cap.shop_id != shop_id for cap in caps.values()):
        raise NotFound("cap")
    for cap in caps.values():
        if wished[cap.pk] > cap.room:
            raise Refused(_over_cap(cap, wished[cap.pk]))
    for cap in caps.values():
        cap.used += wished[cap.pk]
        cap.save(update_fields=["used"])


def give_back(payout: Payout) -> None:
    """Free what the payout held. Call with the payout locked."""
    shares = [Share(LineKind(line.kind), line.amount, line.cap_id) for line in payout.lines.all()]
    freed = taken_from_caps(shares)
    for cap in lock_caps(freed).values():
        cap.used -= freed[cap.pk]
        cap.save(update_fields=["used"])


def _over_cap(cap: Cap, wished: Money) -> Refusal:
    return Refusal(
        "over_cap",
        _("¥%(wished)s is too much: ¥%(paid)s was paid, ¥%(used)s is given or under way, ¥%(room)s is left."),
        {"wished": wished.yuan, "paid": cap.paid.yuan, "used": cap.used.yuan, "room": cap.room.yuan},
    )
