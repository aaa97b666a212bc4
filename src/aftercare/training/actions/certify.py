"""Grant a certificate by hand, and take one away (K3): both with a reason, both in the audit."""

from django.db import transaction

from aftercare.core.errors import Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.training.access import access_learner, valid_certificates
from aftercare.training.models import Certificate
from aftercare.training.terms import REASON_MOST
from aftercare.training.writing import checked, grant, tell

HELD = Refusal("certificate_held", _("This person holds a certificate already."))
NOT_HELD = Refusal("certificate_not_held", _("This person holds no certificate."))


def grant_certificate(*, shop_id: int, staff_id: int, reason: str, person: Person) -> Certificate:
    """Without an exam, and why. Nobody certifies themselves. Raises NotFound, Refused, InvalidInput."""
    reason = checked("reason", reason, REASON_MOST)
    with transaction.atomic():
        staff = access_learner(person, shop_id, staff_id)
        shop, at = Shop.objects.select_for_update(no_key=True).get(pk=shop_id), now()
        if valid_certificates(at).filter(shop=shop, staff=staff).exists():
            raise Refused(HELD)
        return grant(Certificate(shop=shop, staff=staff, reason=reason), person, at)


def revoke_certificate(*, shop_id: int, staff_id: int, reason: str, person: Person) -> int:
    """Not good any more from now on; how many there were. Conversations that they have stay theirs. Raises NotFound,
    Refused, InvalidInput."""
    reason = checked("reason", reason, REASON_MOST)
    with transaction.atomic():
        staff, at = access_learner(person, shop_id, staff_id), now()
        held = list(valid_certificates(at).select_for_update().filter(shop_id=shop_id, staff=staff))
        for one in held:
            one.revoked_at, one.revoked_by_id, one.revoked_for = at, person.staff_id, reason
            one.save(update_fields=["revoked_at", "revoked_by", "revoked_for"])
        if not held:
            raise Refused(NOT_HELD)
        tell("certificate.revoked", ("staff", staff.pk), shop_id, person, at, staff=staff.pk)
    return len(held)
