"""Which payouts a person may see, and who may settle them by hand."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.money.models import Payout
from aftercare.shops.access import Person

SEES_MONEY = (Role.REFUND_CLERK, Role.SUPERVISOR)


def money_shop_ids(person: Person) -> frozenset[int]:
    """The shops in which the person's role shows money."""
    return frozenset(shop_id for shop_id in person.shop_ids if person.has(shop_id, *SEES_MONEY))


def visible_payouts(person: Person) -> QuerySet[Payout]:
    """Payouts of the shops where the person is refund clerk or supervisor (P2); administration is no finance role.

    An agent sees the payouts of a case on the case: `queries.payouts_of`.
    """
    if person.is_system:
        return Payout.objects.all()
    return Payout.objects.filter(shop_id__in=money_shop_ids(person))


def access_payout(person: Person, payout_id: int) -> Payout:
    """The payout of that id. Raises NotFound when it does not exist or is not theirs."""
    payout = visible_payouts(person).filter(pk=payout_id).select_related("shop", "proposed_by").first()
    if payout is None:
        raise NotFound(str(payout_id))
    return payout


def settling_refusal(person: Person, payout: Payout) -> Refusal | None:
    """Why the person may not settle this payout by hand; None when they may. The page greys its buttons with it."""
    if not person.has(payout.shop_id, Role.REFUND_CLERK):
        return Refusal("no_right", _("Only a refund clerk of the shop may do this."))
    if person.staff_id in (payout.instructed_by_id, payout.proposed_by_id, *payout.decided_by):
        return Refusal("own_payout", _("You proposed or instructed this payment. Somebody else has to pay it."))
    return None


def access_settling(person: Person, payout: Payout) -> None:
    """Raises NotFound or Refused unless the person may settle this payout by hand, with the roles of now."""
    access_payout(person, payout.pk)
    refusal = settling_refusal(person, payout)
    if refusal:
        raise Refused(refusal)
