"""Who reads the rules of the reply check, who changes them, and who sees the counts of hits (P2, S11)."""

from typing import Final

from aftercare.accounts.terms import Role
from aftercare.chat.access import READERS
from aftercare.chat.replycheck.policy import EDITORS
from aftercare.core.errors import NotFound
from aftercare.shops.access import Person, access_shop, may_administer
from aftercare.shops.models import Shop

RULE_READERS: Final = READERS | EDITORS | {Role.ADMINISTRATOR}
RULE_KEEPERS: Final = EDITORS | {Role.ADMINISTRATOR}


def may_keep_rules(person: Person, shop_id: int) -> bool:
    """Supervisors and quality assurance of the shop, and its administrators."""
    return may_administer(person, shop_id) or person.has(shop_id, *RULE_KEEPERS)


def access_rules(person: Person, slug: str) -> Shop:
    """The shop, for whoever answers buyers or keeps the rules in it. Raises NotFound for everybody else."""
    shop = access_shop(person, slug)
    if not may_keep_rules(person, shop.pk) and not person.has(shop.pk, *RULE_READERS):
        raise NotFound(slug)
    return shop


def access_rules_to_keep(person: Person, slug: str) -> Shop:
    """The shop, for whoever keeps its rules and sees who met them. Raises NotFound for everybody else."""
    shop = access_shop(person, slug)
    if not may_keep_rules(person, shop.pk):
        raise NotFound(slug)
    return shop
