"""The sections of the product as data. A new screen adds one row here (docs/add-a-screen.md)."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _

from aftercare.accounts.terms import Role
from aftercare.chat.access import READERS as TALKERS
from aftercare.confirmation.access import WORKERS as CONFIRMERS
from aftercare.dispatch.access import READERS as SHIPPERS
from aftercare.freight.access import READERS as FREIGHTERS
from aftercare.handover.access import GIVERS
from aftercare.knowledge.access import READERS as REPLY_READERS
from aftercare.parcels.access import READERS as TRACKERS
from aftercare.quality.access import READERS as QUALITY_READERS
from aftercare.refundreports.access import READERS as REFUND_READERS
from aftercare.regulars.access import READERS as KNOWERS
from aftercare.reviews.access import READERS as REVIEW_READERS
from aftercare.shifts.access import READERS as SHIFT_READERS
from aftercare.training.access import READERS as LEARN_READERS
from aftercare.unclaimed.access import READERS as SHELVERS
from aftercare.web.approvals.shell import waiting_approvals
from aftercare.web.cases.audience import READERS
from aftercare.web.cases.shell import waiting_cases
from aftercare.web.confirmation.shell import waiting_checks
from aftercare.web.customers.shell import waiting_erasures
from aftercare.web.delivery.audience import READERS as SENDERS
from aftercare.web.dispatch.shell import waiting_dispatch
from aftercare.web.followups.shell import waiting_follow_ups
from aftercare.web.freight.shell import waiting_freight
from aftercare.web.handover.shell import waiting_handover
from aftercare.web.parcels.shell import parcels_in_trouble
from aftercare.web.payouts.shell import waiting_payouts
from aftercare.web.products.audience import READERS as SELLERS
from aftercare.web.quality.shell import all_waiting
from aftercare.web.receiving.shell import waiting_parcels
from aftercare.web.refundreports.shell import waiting_conflicts
from aftercare.web.reviews.shell import unanswered_reviews
from aftercare.web.shell.counts import CountSource
from aftercare.web.talks.shell import waiting_talks
from aftercare.web.training.shell import all_waiting as waiting_training
from aftercare.web.unclaimed.shell import waiting_unclaimed

CLERKS = frozenset({Role.REFUND_CLERK})
FINANCE = CLERKS | {Role.SUPERVISOR}
AUDITORS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
IMPORTERS = frozenset({Role.OPERATIONS, Role.SUPERVISOR, Role.ADMINISTRATOR})
WAREHOUSE = frozenset({Role.WAREHOUSE})
DECIDERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AGENT})
AGENTS = frozenset({Role.AGENT, Role.SUPERVISOR, Role.REVIEW_SPECIALIST, Role.RIGHTS_SPECIALIST})
KEEPERS = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})


class Group(Enum):
    """Blocks of the rail."""

    WORK = "work"
    SENDING = "sending"  # from payment to the door, and what comes back
    MONEY = "money"
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
    substitutes: bool = False  # the roles of whom one stands in for count as well

    def shown_to(self, roles: frozenset[Role], lent: frozenset[Role], is_administrator: bool) -> bool:
        """A company administrator sees the sections of administrators; the others by their roles in any shop."""
        if self.roles is None or self.roles & (roles | lent if self.substitutes else roles):
            return True
        return is_administrator and Role.ADMINISTRATOR in self.roles


SECTIONS: tuple[Section, ...] = (
    Section("home", _("Home"), "home", "house", Group.WORK, 10, "h"),
    Section("talks", _("Conversations"), "talks", "messages-square", Group.WORK, 15, "t", TALKERS, waiting_talks),
    Section(
        "follow_ups",
        _("Follow-ups"),
        "follow_ups",
        "calendar-clock",
        Group.WORK,
        17,
        "f",
        TALKERS,
        waiting_follow_ups,
    ),
    Section(
        "confirmation",
        _("Order confirmation"),
        "confirmation",
        "clipboard-check",
        Group.SENDING,
        22,
        "v",
        CONFIRMERS,
        waiting_checks,
    ),
    Section("handovers", _("Handover"), "handovers", "clipboard-list", Group.WORK, 23, "g", GIVERS, waiting_handover),
    # "r" is the warehouse's letter for receiving: who works there scores no conversations.
    Section("quality", _("Quality checks"), "quality", "medal", Group.WORK, 24, "r", QUALITY_READERS, all_waiting),
    Section("cases", _("Cases"), "cases", "rotate-ccw", Group.WORK, 20, "c", READERS, waiting_cases),
    Section(
        "reviews", _("Reviews"), "reviews", "star", Group.WORK, 21, "j", frozenset(REVIEW_READERS), unanswered_reviews
    ),
    Section("orders", _("Orders"), "orders", "package", Group.RECORDS, 60, "o", READERS),
    Section("customers", _("Customers"), "customers", "contact", Group.RECORDS, 61, "x", KNOWERS, waiting_erasures),
    Section("dispatch", _("Dispatch"), "dispatch", "package-check", Group.SENDING, 25, "b", SHIPPERS, waiting_dispatch),
    Section(
        "receiving", _("Receiving"), "receiving", "scan-barcode", Group.SENDING, 30, "r", WAREHOUSE, waiting_parcels
    ),
    Section(
        "unclaimed",
        _("Unclaimed parcels"),
        "unclaimed",
        "package-search",
        Group.SENDING,
        32,
        "n",
        SHELVERS,
        waiting_unclaimed,
    ),
    Section("parcels", _("Parcels"), "parcels", "map-pin", Group.SENDING, 27, "l", TRACKERS, parcels_in_trouble),
    Section(
        "refund_reports",
        _("Refund reports"),
        "refund_reports",
        "receipt-text",
        Group.MONEY,
        45,
        "y",
        frozenset(REFUND_READERS),
        waiting_conflicts,
    ),
    Section("payouts", _("Payouts"), "payouts", "banknote", Group.MONEY, 50, "m", FINANCE, waiting_payouts),
    Section("freight", _("Return freight"), "freight", "hand-coins", Group.MONEY, 48, "e", FREIGHTERS, waiting_freight),
    Section("approvals", _("Approvals"), "approvals", "stamp", Group.WORK, 40, "a", DECIDERS, waiting_approvals, True),
    Section("products", _("Products"), "products", "gift", Group.RECORDS, 61, "w", SELLERS),
    Section("delivery", _("Delivery"), "delivery", "truck", Group.RECORDS, 62, "d", SENDERS),
    # The figures of couriers, for those who read no other page of them.
    Section("settlement", _("Settlement"), "courier_settlements", "truck", Group.MONEY, 52, "z", CLERKS),
    Section("costs", _("Responsibility"), "costs", "scale", Group.RECORDS, 70, "k"),  # everybody: their assessment
    Section(
        "quick_replies",
        _("Quick replies"),
        "quick_replies",
        "message-square-quote",
        Group.RECORDS,
        75,
        "q",
        REPLY_READERS,
    ),
    Section("shifts", _("Roster"), "shifts", "calendar-days", Group.COMPANY, 78, "z", SHIFT_READERS),
    Section(
        "training", _("Training"), "training", "graduation-cap", Group.COMPANY, 79, "", LEARN_READERS, waiting_training
    ),
    Section("people", _("People"), "people", "users", Group.COMPANY, 80, "p", frozenset({Role.ADMINISTRATOR})),
    Section("shops", _("Shops and rules"), "shops", "store", Group.COMPANY, 90, "s", KEEPERS),
    Section("audit", _("Audit"), "audit", "scroll-text", Group.COMPANY, 95, "u", AUDITORS),
    Section("imports", _("Import files"), "imports", "file-up", Group.RECORDS, 65, "i", IMPORTERS),
)
