"""The queues of work by role, counted together in one bounded query."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare.accounts.terms import Role
from aftercare.cases.access import visible_cases
from aftercare.cases.models import Case
from aftercare.cases.terms import Party
from aftercare.intake.access import IMPORTERS, visible_batches
from aftercare.intake.models import ImportBatch
from aftercare.intake.terms import ImportState
from aftercare.parcels.models import Parcel
from aftercare.shops.access import Person
from aftercare.web.approvals.shell import waiting_approvals
from aftercare.web.assessment.shell import appeals_to_decide
from aftercare.web.callbacks.shell import waiting_callbacks
from aftercare.web.confirmation.shell import waiting_checks
from aftercare.web.dispatch.shell import waiting_dispatch, waiting_told
from aftercare.web.followups.shell import waiting_follow_ups
from aftercare.web.freight.shell import waiting_freight
from aftercare.web.handover.shell import waiting_handover, waiting_promises
from aftercare.web.parcels.shell import messages_to_copy, parcels_in_trouble
from aftercare.web.payouts.shell import waiting_payouts
from aftercare.web.quality.shell import appeals_waiting, samples_waiting, scores_waiting
from aftercare.web.receiving.shell import waiting_parcels
from aftercare.web.reviews.shell import unanswered_reviews
from aftercare.web.shell.counts import count_each
from aftercare.web.training.shell import exams_to_mark, my_plan_today, practices_to_mark
from aftercare.web.unclaimed.shell import waiting_unclaimed

UNFINISHED = (
    ImportState.UPLOADED,
    ImportState.UNMAPPED,
    ImportState.PREVIEWED,
    ImportState.QUEUED,
    ImportState.RUNNING,
)


@dataclass(frozen=True)
class Queue:
    """Work that waits: `rows` starts from the visible set of its package and narrows by role."""

    code: str
    label: Any
    text: Any
    url_name: str
    rows: Callable[[Person, frozenset[int]], QuerySet[Any]]
    query: str = ""

    def address(self) -> str:
        """Where the work is done."""
        return f"{reverse(self.url_name)}{self.query}"


def queues_of(person: Person, shop_ids: frozenset[int]) -> list[tuple[Queue, int]]:
    """The queues in which something waits for this person; counts up to `counts.LIMIT` + 1."""
    found = count_each(person, shop_ids, {queue.code: queue.rows for queue in QUEUES})
    return [(queue, found[queue.code]) for queue in QUEUES if found[queue.code]]


def _shops(person: Person, shop_ids: frozenset[int], *roles: Role) -> list[int]:
    return [shop_id for shop_id in sorted(shop_ids & person.shop_ids) if person.has(shop_id, *roles)]


def my_cases(person: Person, shop_ids: frozenset[int]) -> QuerySet[Case]:
    """Cases of mine in which the next step is an agent's."""
    shops = _shops(person, shop_ids, Role.AGENT, Role.SUPERVISOR, Role.RIGHTS_SPECIALIST)
    mine = visible_cases(person).filter(owner_id=person.staff_id, closed_at=None, shop_id__in=shops)
    return mine.filter(waits_for=Party.AGENT)


def teams_cases(person: Person, shop_ids: frozenset[int]) -> QuerySet[Case]:
    """Cases of others, or of nobody, in which the next step is an agent's."""
    shops = _shops(person, shop_ids, Role.AGENT)
    rows = visible_cases(person).filter(shop_id__in=shops, waits_for=Party.AGENT, closed_at=None)
    return rows.exclude(owner_id=person.staff_id) | rows.filter(owner_id=None)


def disputes(person: Person, shop_ids: frozenset[int]) -> QuerySet[Case]:
    """Cases that the platform decides and that need our evidence."""
    shops = _shops(person, shop_ids, Role.RIGHTS_SPECIALIST)
    parties = (Party.RIGHTS_SPECIALIST, Party.PLATFORM)
    return visible_cases(person).filter(shop_id__in=shops, waits_for__in=parties, closed_at=None)


def coming_parcels(person: Person, shop_ids: frozenset[int]) -> QuerySet[Case]:
    """Parcels on their way back."""
    shops = _shops(person, shop_ids, Role.WAREHOUSE)
    return visible_cases(person).filter(shop_id__in=shops, state="sent", closed_at=None)


def parcels_to_watch(person: Person, shop_ids: frozenset[int]) -> QuerySet[Parcel]:
    """Parcels that we sent and that do not reach their buyers."""
    return parcels_in_trouble(person, frozenset(_shops(person, shop_ids, Role.AGENT, Role.SUPERVISOR)))


def unpaid_cases(person: Person, shop_ids: frozenset[int]) -> QuerySet[Case]:
    """Refunds that could not be paid and must be instructed anew."""
    shops = _shops(person, shop_ids, Role.REFUND_CLERK)
    return visible_cases(person).filter(shop_id__in=shops, state="unpaid", closed_at=None)


def unfinished_imports(person: Person, shop_ids: frozenset[int]) -> QuerySet[ImportBatch]:
    """Files that were uploaded and are not in yet, or stopped and can go on."""
    shops = _shops(person, shop_ids, *IMPORTERS)
    stopped = Q(state=ImportState.FAILED) & ~Q(file_path="")
    return visible_batches(person).filter(Q(state__in=UNFINISHED) | stopped, shop_id__in=shops)


QUEUES = (
    Queue("mine", _("My cases"), _("The next step is mine"), "cases", my_cases, "?view=mine"),
    Queue("follow_ups", _("Follow-ups"), _("Buyers to contact again"), "follow_ups", waiting_follow_ups),
    Queue("callbacks", _("Callbacks"), _("Buyers to call after a case"), "callbacks", waiting_callbacks),
    Queue("promises", _("Promises"), _("What I promised buyers"), "promises", waiting_promises),
    Queue("handover", _("Handover"), _("Lines of colleagues to take over"), "handovers", waiting_handover),
    Queue("samples", _("To score"), _("Conversations drawn by lot"), "quality", samples_waiting, "?view=to_score"),
    Queue("appeals", _("Appeals"), _("Against scores of conversations"), "quality", appeals_waiting, "?view=appeals"),
    Queue("scores", _("My scores"), _("To accept, or to appeal against"), "quality", scores_waiting, "?view=mine"),
    Queue("plan", _("My plan today"), _("Lessons to work through"), "training", my_plan_today),
    Queue("marking", _("Exams to mark"), _("Answers in words wait for marks"), "training_marking", exams_to_mark),
    Queue("practice", _("Practice to mark"), _("Talks with scripted buyers"), "training_marking", practices_to_mark),
    Queue("confirmation", _("Order confirmation"), _("Paid, nobody has looked yet"), "confirmation", waiting_checks),
    Queue("reviews", _("Reviews"), _("Bad or neutral, nobody has answered"), "reviews", unanswered_reviews),
    Queue("approvals", _("Approvals"), _("Wait for my decision"), "approvals", waiting_approvals),
    Queue("points", _("Appeals of colleagues"), _("Against points, to be decided"), "points", appeals_to_decide),
    Queue("stock", _("Out of stock"), _("Buyers to be told, or their answer is missing"), "stock", waiting_told),
    Queue("dispatch", _("Dispatch"), _("Parcels that must leave"), "dispatch", waiting_dispatch),
    Queue("parcels_sent", _("Parcels in trouble"), _("Stuck, refused or lost"), "parcels", parcels_to_watch),
    Queue("parcel_words", _("To tell buyers"), _("Words about parcels to copy"), "parcels_to_tell", messages_to_copy),
    Queue("parcels", _("To inspect"), _("The goods lie here"), "receiving", waiting_parcels),
    Queue(
        "unclaimed", _("Unclaimed parcels"), _("May be somebody's, or wait for a word"), "unclaimed", waiting_unclaimed
    ),
    Queue("freight", _("Return freight"), _("To decide, or to be paid by file"), "freight", waiting_freight),
    Queue("coming", _("Parcels on their way"), _("Scan them when they come"), "receiving", coming_parcels),
    Queue("payouts", _("To be paid"), _("By hand, or with an unknown result"), "payouts", waiting_payouts),
    Queue(
        "unpaid",
        _("Could not be paid"),
        _("To be instructed anew"),
        "cases",
        unpaid_cases,
        "?view=finance&state=unpaid",
    ),
    Queue("disputes", _("The platform decides"), _("Evidence must be handed in"), "cases", disputes, "?view=todo"),
    Queue("team", _("Cases of the team"), _("Wait for an agent"), "cases", teams_cases, "?view=todo"),
    Queue("imports", _("Import files"), _("Uploaded, not finished"), "imports", unfinished_imports),
)
