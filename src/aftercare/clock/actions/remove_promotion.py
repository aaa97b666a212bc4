"""Take a promotion period off the calendar."""

from django.db import transaction

from aftercare.clock.access import access_clock_of, visible_promotions
from aftercare.core.errors import NotFound
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.shops.access import Person
from aftercare.shops.policies import settings_changed


@transaction.atomic
def remove_promotion(*, person: Person, promotion_id: int) -> None:
    """Remove the promotion; clocks that it relaxed keep their time. Raises NotFound or Refused."""
    promotion = visible_promotions(person).filter(pk=promotion_id).first()
    if promotion is None:
        raise NotFound(promotion_id)
    access_clock_of(person, promotion.shop_id)
    removed, _rows = promotion.delete()
    if not removed:
        raise NotFound(promotion_id)
    settings_changed(promotion.shop_id)
    record(
        kind="promotion.removed",
        subject=("promotion", promotion_id),
        shop_id=promotion.shop_id,
        actor_id=person.staff_id,
        at=now(),
        data={"name": promotion.name},
    )
