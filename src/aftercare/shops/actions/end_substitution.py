"""End a substitution before its time."""

from django.db import transaction

from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person, may_administer, visible_substitutions
from aftercare.shops.models import Substitution

OVER = Refusal("substitute.over", _("This substitution is over already."))
NOT_YOURS = Refusal(
    "substitute.not_yours", _("Only the two of them and an administrator of the shop may end this substitution.")
)


@transaction.atomic
def end_substitution(*, substitution_id: int, person: Person) -> Substitution:
    """It counts for nothing from the next request on; the row stays (C17). Raises NotFound or Refused."""
    rows = visible_substitutions(person).select_for_update(of=("self",)).select_related("absent", "substitute")
    substitution = rows.filter(pk=substitution_id).first()
    if substitution is None:
        raise NotFound(substitution_id)
    if not may_end(person, substitution):
        raise Refused(NOT_YOURS)
    at = now()
    if substitution.ended_at is not None or substitution.ends_at <= at:
        raise Refused(OVER)
    substitution.ended_at, substitution.ended_by_id = at, person.staff_id
    substitution.save(update_fields=["ended_at", "ended_by"])
    record(
        kind="substitute.ended",
        subject=("staff", substitution.absent_id),
        shop_id=substitution.shop_id,
        actor_id=person.staff_id,
        at=at,
        data={"substitution": substitution.pk, "substitute": substitution.substitute_id},
    )
    return substitution


def may_end(person: Person, substitution: Substitution) -> bool:
    """The absent person, the substitute, and administrators."""
    parties = (substitution.absent_id, substitution.substitute_id)
    return person.staff_id in parties or may_administer(person, substitution.shop_id)
