"""Somebody unknown turns out to be a customer, or somebody else than it was thought (S8)."""

from datetime import datetime

from aftercare.customers.models import Contact, OptOut


def join_names(*, shop_id: int, old: str, new: str, at: datetime) -> None:
    """What was noted under the old name counts under the new one: contacts, and the wish to be left in peace. In the
    transaction of the caller."""
    Contact.objects.filter(shop_id=shop_id, who=old).update(who=new, through=old)
    noted = OptOut.objects.filter(shop_id=shop_id, who=old, ended_at=None).first()
    if noted is not None:
        values = {"at": noted.at, "through": old}
        OptOut.objects.get_or_create(shop_id=shop_id, who=new, ended_at=None, defaults=values)


def part_names(*, shop_id: int, old: str, new: str, at: datetime) -> None:
    """That was wrong: what came from the old name, or was said and done in their chat since, is theirs again, and the
    new one has only their own. In the transaction of the caller."""
    Contact.objects.filter(shop_id=shop_id, who=new, through=old).update(who=old, through="")
    theirs = OptOut.objects.filter(shop_id=shop_id, who=new, through=old, ended_at=None)
    if OptOut.objects.filter(shop_id=shop_id, who=old, ended_at=None).exists():
        theirs.update(ended_at=at)
    else:
        theirs.update(who=old, through="")
