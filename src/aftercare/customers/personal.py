"""The buyer: nick, and why colleagues looked at their data (U4)."""

from django.db.models import Q

from aftercare.core.personal import Kept
from aftercare.core.words import _
from aftercare.customers.models import Customer, Disclosure

KEPT = (
    Kept(
        Customer,
        _("Buyer"),
        lambda found: Customer.objects.filter(pk__in=found["customer"]),
        needs=("customer",),
        kind="customer",
        erase={"nick": "", "nick_hash": "", "nick_mask": ""},
        told=("created_at",),
    ),
    Kept(
        Disclosure,
        _("Looks at personal data"),
        lambda found: Disclosure.objects.filter(
            Q(subject_kind="order", subject_id__in=found["order"])
            | Q(subject_kind="customer", subject_id__in=found["customer"])
        ),
        needs=("order", "customer"),
        erase={"purpose_text": ""},
        told=("field", "purpose", "at"),
    ),
)
