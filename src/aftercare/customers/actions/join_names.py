"""Somebody unknown turns out to be a customer (S8)."""

from datetime import datetime

from aftercare.customers.models import Contact, OptOut


def join_names(*, shop_id: int, old: str, new: str, at: datetime) -> None:
    """What was noted under the old name counts under the new one: contacts, and the wish to be left in peace. In the
    transaction of the caller."""
    Contact.objects.filter(shop_id=shop_id, who=old).update(who=new)
    if OptOut.objects.filter(shop_id=shop_id, who=old, ended_at=None).exists():
        OptOut.objects.get_or_create(shop_id=shop_id, who=new, ended_at=None, defaults={"at": at})
