"""A run over many cases and somebody who helps, for the authorization matrix."""

from tests.people import People
from tests.promotions.scene import asked, began, helped

from aftercare.promotions.terms import BulkKind
from aftercare.shops.models import Membership

# What must be sent so that the answer is about the right, not about the form.
SENT = {
    "bulk_begin": {"kind": "agree", "heap": "return.asked", "most": "5"},
    "help_new": {"name": "小工", "username": "xiaogong", "until": "2099-01-01T10:00"},
}


def promotion_things(people: People) -> dict[str, dict[str, object]]:
    """The run waits for the worker."""
    asked(people, 1)
    run = began(people, BulkKind.AGREE)
    row = Membership.objects.get(staff=helped(people).staff)
    of_run: dict[str, object] = {"pk": run.pk}
    in_shop: dict[str, object] = {"slug": people.shop.slug}
    return {
        **dict.fromkeys(("bulk_run", "bulk_progress", "bulk_stop"), of_run),
        **dict.fromkeys(("bulk_begin", "help_new"), in_shop),
        "help_end": {"pk": row.pk},
    }
