"""The sections of the product as data. A new screen adds one row here (docs/add-a-screen.md)."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _

from aftercare.accounts.terms import Role
from aftercare.shops.access import Person
from aftercare.web.approvals.shell import waiting_approvals
from aftercare.web.receiving.shell import waiting_parcels
from aftercare.web.shell.counts import CountSource

WAREHOUSE = frozenset({Role.WAREHOUSE})
DECIDERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AGENT})
AGENTS = frozenset({Role.AGENT, Role.SUPERVISOR, Role.REVIEW_SPECIALIST, Role.RIGHTS_SPECIALIST})


class Group(Enum):
    """Blocks of the rail."""

    WORK = "work"
    RECORDS = "records"
    COMPANY = "company"


@dataclass(frozen=True)
class Section:
    """One row of the rail. `roles` None: whoever is logged in; `key`: the letter after `g`."""

    code: str
    label: Any  # lazy translation
    url_name: str
    icon: str  # a lucide name
    group: Group
    order: int
    key: str
    roles: frozenset[Role] | None = None
    count: CountSource | None = None

    def shown_to(self, person: Person) -> bool:
        """A company administrator sees the sections of administrators; the others by their roles in any shop."""
        if self.roles is None or self.roles & person.all_roles:
            return True
        return person.is_administrator and Role.ADMINISTRATOR in self.roles


SECTIONS: tuple[Section, ...] = (
    Section("home", _("Home"), "home", "house", Group.WORK, 10, "h"),
    Section(
        "receiving", _("Receiving"), "receiving", "scan-barcode", Group.WORK, 30, "r", WAREHOUSE, waiting_parcels
    ),
    Section("approvals", _("Approvals"), "approvals", "stamp", Group.WORK, 40, "a", DECIDERS, waiting_approvals),
)
