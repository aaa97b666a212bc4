"""The page of one registration, and what was registered on a case: all that their templates print."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final
from uuid import uuid4

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.cases.models import Case
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.freight.access import AGENTS, decider_of
from aftercare.freight.actions.approve_claim import REASON_MOST
from aftercare.freight.actions.refuse_claim import TEXT_MOST
from aftercare.freight.facts import facts_of, shop_rules
from aftercare.freight.models import FreightClaim
from aftercare.freight.queries import claims_of_case
from aftercare.freight.rules import decision_refusal, findings_of, grant_refusal, needs_reason
from aftercare.freight.terms import (
    DECIDABLE,
    REFUSAL_LABELS,
    TEXTS,
    Check,
    ClaimState,
    PayTo,
    RefusalCode,
    Source,
    Weight,
)
from aftercare.shops.access import Person
from aftercare.web.caseline import address_of
from aftercare.web.freight.contexts import TONES, state_pill
from aftercare.web.pieces.marks import Tone, money
from aftercare.web.pieces.parts import TimelineEntry

MOST_EVENTS: Final = 100
EVENTS: Final[Mapping[str, tuple[Any, str, str]]] = {
    "freight.registered": (gettext_lazy("Registered"), "receipt-text", "others"),
    "freight.approved": (gettext_lazy("Approved"), "stamp", "done"),
    "freight.refused": (gettext_lazy("Refused"), "x", "refused"),
    "freight.batched": (gettext_lazy("Put into a payment file"), "file-spreadsheet", "others"),
    "freight.paid": (gettext_lazy("Paid out"), "circle-check", "done"),
    "freight.failed": (gettext_lazy("Could not be paid"), "circle-alert", "late"),
    "freight.account_changed": (gettext_lazy("Another account was named"), "pencil", "others"),
}


@dataclass(frozen=True)
class CheckView:
    """One of the named rules, and what it says."""

    label: Any
    verdict: Any
    sentence: str  # '' when it has nothing to say
    tone: Tone


class ClaimContext:
    """Everything that the page of one registration prints."""

    reason_most, text_most, texts = REASON_MOST, TEXT_MOST, TEXTS

    def __init__(self, person: Person, claim: FreightClaim, at: datetime) -> None:
        self.person, self.claim, self.at = person, claim, at
        self.state = ClaimState(claim.state)
        self.tone = TONES[claim.state]
        self.facts = facts_of([claim], at)[claim.pk]
        self.findings = findings_of(self.facts)
        self.limit = shop_rules(claim.shop, at).limit
        self.decider = decider_of(person, claim.shop_id, self.limit)

    @property
    def is_open(self) -> bool:
        return self.claim.state in DECIDABLE

    @property
    def decides(self) -> bool:
        """Whether the forms are shown at all."""
        return self.is_open and (self.decider.is_agent or self.decider.is_supervisor)

    @property
    def refusal(self) -> str:
        """Why the person can decide nothing here."""
        found = decision_refusal(self.claim.state, self.claim.registered_by_id, self.decider)
        return str(found) if found else ""

    @property
    def approve_refusal(self) -> str:
        """Why not even the proposed amount can be approved."""
        grant = self.facts.usual_grant
        if not grant:
            return _("The ceiling leaves nothing to grant.")
        found = grant_refusal(self.facts, self.findings, grant, self.decider)
        return str(found) if found else ""

    @property
    def grant(self) -> Money:
        return self.facts.usual_grant

    @property
    def wants_reason(self) -> bool:
        return needs_reason(self.findings)

    @property
    def confirm(self) -> str:
        words = {"payee": self.claim.payee_mask or "–", "number": self.claim.number}
        return _("The freight of %(number)s is paid to %(payee)s. It cannot be taken back.") % words

    @property
    def checks(self) -> list[CheckView]:
        """All named rules, those that say something first."""
        said = {one.check: one for one in self.findings}
        views = []
        for check in sorted(Check, key=lambda one: one not in said):
            finding = said.get(check)
            tone = Tone.DONE if finding is None else Tone.LATE if finding.weight is Weight.SUPERVISOR else Tone.SOON
            verdict = _("Yes") if finding else _("No")
            views.append(CheckView(check.label, verdict, str(finding) if finding else "", tone))
        return views

    @property
    def decided_checks(self) -> list[Any]:
        """What spoke against it when it was decided."""
        return [Check(code).label for code in self.claim.findings]

    @property
    def reasons(self) -> list[tuple[str, Any]]:
        return [(code.value, REFUSAL_LABELS[code]) for code in RefusalCode]

    @property
    def refusal_label(self) -> Any:
        return REFUSAL_LABELS[RefusalCode(self.claim.refusal)] if self.claim.refusal else ""

    @property
    def source(self) -> Any:
        return Source(self.claim.source).label

    @property
    def pay_to(self) -> Any:
        return PayTo(self.claim.pay_to).label

    @property
    def may_correct(self) -> bool:
        is_failed = self.state is ClaimState.FAILED and self.claim.pay_to == PayTo.ACCOUNT
        return is_failed and self.person.has(self.claim.shop_id, *AGENTS)

    @property
    def case_url(self) -> str:
        return address_of(self.claim.case.number)

    @property
    def sees_money(self) -> bool:
        return self.person.has(self.claim.shop_id, Role.REFUND_CLERK, Role.SUPERVISOR)

    @property
    def picture_url(self) -> str:
        """'' when no browser shows it."""
        shown = self.claim.picture.width is not None
        return reverse("freight_receipt", args=[self.claim.number, "shown"]) if shown else ""

    @property
    def original_url(self) -> str:
        return reverse("freight_receipt", args=[self.claim.number, "original"])

    @cached_property
    def timeline(self) -> list[TimelineEntry]:
        events = Event.objects.filter(subject_kind="freight", subject_id=self.claim.pk).order_by("-id")
        found = list(events[:MOST_EVENTS])
        names = dict(Staff.objects.filter(pk__in={one.actor_id for one in found}).values_list("pk", "name"))
        return [self._entry(one, names) for one in found if one.kind in EVENTS]

    def _entry(self, event: Event, names: Mapping[int, str]) -> TimelineEntry:
        title, icon_name, tone = EVENTS[event.kind]
        lines: list[tuple[Any, Any]] = []
        if "amount" in event.data:
            lines.append((_("Amount"), money(Money(event.data["amount"]))))
        if event.data.get("checks"):
            lines.append((_("Spoke against it"), "、".join(str(Check(code).label) for code in event.data["checks"])))
        if "batch" in event.data:
            lines.append((_("Payment file"), event.data["batch"]))
        if "code" in event.data:
            lines.append((_("Reason"), REFUSAL_LABELS[RefusalCode(event.data["code"])]))
        texts = {"freight.approved": self.claim.decision_reason, "freight.refused": self.claim.refusal_text}
        by_buyer = event.kind in ("freight.registered", "freight.account_changed") and event.actor_id is None
        who = names.get(event.actor_id or 0, "") or (_("Buyer") if by_buyer else _("System"))
        return TimelineEntry(title, event.at, icon_name, tone, who, texts.get(event.kind, ""), tuple(lines))


@dataclass(frozen=True)
class OfCaseRow:
    """One registration of a case in one line."""

    claim: FreightClaim
    address: str
    state: SafeString


class OfCaseContext:
    """What was registered on a case, the form to register for the buyer, and the link when one was just made."""

    texts = TEXTS

    def __init__(self, person: Person, case: Case, at: datetime, link: str = "") -> None:
        self.person, self.case, self.at, self.link = person, case, at, link
        self.rules = shop_rules(case.shop, at)
        self.ceiling = self.rules.ceiling(case.order.region)
        self.key = str(uuid4())

    @property
    def may_register(self) -> bool:
        return self.person.has(self.case.shop_id, *AGENTS)

    @property
    def asks_account(self) -> bool:
        return self.rules.pay_to is PayTo.ACCOUNT

    @property
    def case_url(self) -> str:
        return address_of(self.case.number)

    @property
    def message(self) -> str:
        """What the agent sends the buyer with the link."""
        words = {"link": self.link, "days": self.rules.link_days, "number": self.case.number}
        sentence = _(
            "Hello, please register the freight that you paid for %(number)s here, with a picture of the receipt: "
            "%(link)s (good for %(days)s days)"
        )
        return sentence % words

    @cached_property
    def rows(self) -> list[OfCaseRow]:
        claims = claims_of_case(self.person, self.case)
        return [OfCaseRow(one, reverse("freight_claim", args=[one.number]), state_pill(one)) for one in claims]
