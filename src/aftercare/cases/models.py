"""Cases, their lines, evidence, notes and messages. Written by `actions` only."""

from django.db import models
from django.db.models import F, Q

from aftercare.accounts.terms import Department
from aftercare.cases.terms import (
    Channel,
    ContactResult,
    CostKind,
    Disposition,
    Link,
    Party,
    Reason,
    Responsible,
    Stage,
    TalkStage,
)
from aftercare.core.crypto import EncryptedField
from aftercare.core.money import ZERO, MoneyField


class Case(models.Model):
    """One after-sales matter of one kind, with one owner from start to end.

    `platform_due_at` and `own_due_at` are the two clocks of the present state (B1); `next_due_at` is the earlier
    one and the board's order. `waits_for` repeats what the flow table says of the state, for the queues' indexes.
    """

    number = models.CharField(max_length=20, unique=True)
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="cases")
    flow = models.CharField(max_length=20)
    flow_version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=30)
    waits_for = models.CharField(max_length=20, choices=Party.choices)
    version = models.PositiveIntegerField(default=1)
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="cases")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, null=True, related_name="cases")
    owner = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="cases")
    opened_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    opening_key = models.CharField(max_length=40, blank=True)  # a form sent twice opens one case
    opened_at = models.DateTimeField()
    state_since = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    platform_due_at = models.DateTimeField(null=True)
    own_due_at = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(null=True)
    platform_case_no = models.CharField(max_length=40, blank=True)  # the platform's refund number

    reason = models.CharField(max_length=20, choices=Reason.choices)
    description = EncryptedField(blank=True)
    responsible = models.CharField(max_length=12, choices=Responsible.choices, default=Responsible.UNDECIDED)
    asked = MoneyField(default=ZERO)  # goods money that the buyer asks for
    asked_freight = MoneyField(default=ZERO)  # return freight that the buyer paid and asks for
    freight_apart = MoneyField(default=ZERO)  # of that what a registration of its own pays (B5)
    granted = MoneyField(null=True)  # goods money that the shop grants
    granted_freight = MoneyField(null=True)
    proposal = models.JSONField(null=True)  # a grant that waits for approval: `facts.Grant` as JSON
    refunded = MoneyField(default=ZERO)  # really paid: goods, freight, compensation
    details = models.JSONField(default=dict)  # further inputs that the flow's tables name, by name
    holds_goods = models.BooleanField(default=True)  # its pieces are not free for another case
    reship_order = models.ForeignKey("orders.Order", models.PROTECT, null=True, related_name="+")  # C19

    refusal_code = models.CharField(max_length=40, blank=True)
    refusal_clause = EncryptedField(blank=True)
    return_address = models.ForeignKey("shops.ReturnAddress", models.PROTECT, null=True, related_name="+")
    return_courier = models.CharField(max_length=60, blank=True)
    return_tracking_no = models.CharField(max_length=60, blank=True)
    received_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(asked__gte=0) & Q(asked_freight__gte=0), name="case_asks_no_negative"),
            models.CheckConstraint(condition=Q(freight_apart__gte=0), name="case_freight_apart_no_negative"),
            models.UniqueConstraint(
                fields=["shop", "opening_key"], condition=~Q(opening_key=""), name="case_opened_once"
            ),
            models.UniqueConstraint(
                fields=["shop", "platform_case_no"], condition=~Q(platform_case_no=""), name="platform_case_once"
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "next_due_at", "id"], name="case_runs_out", condition=Q(closed_at=None)),
            models.Index(
                fields=["shop", "waits_for", "next_due_at", "id"], name="case_waits", condition=Q(closed_at=None)
            ),
            models.Index(fields=["owner", "next_due_at", "id"], name="case_mine", condition=Q(closed_at=None)),
            models.Index(fields=["shop", "-id"], name="case_newest"),
            models.Index(fields=["shop", "state", "-id"], name="case_by_state"),
            models.Index(fields=["order"], name="case_of_order"),
            models.Index(fields=["return_tracking_no"], name="case_by_parcel", condition=~Q(return_tracking_no="")),
            models.Index(fields=["shop", "-id"], name="case_claims", condition=Q(flow="claim")),
            models.Index(fields=["shop", "opened_at"], name="case_out_of_zone", condition=Q(flow="out_of_zone")),
            models.Index(
                fields=["shop", "-closed_at"], name="case_quality_list", condition=Q(details__quality_list=True)
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CaseLine(models.Model):
    """One order line in a case: pieces asked, authorised, received, good and defective are kept apart, and good and
    defective pieces go their own ways (B3)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="lines")
    order_line = models.ForeignKey("orders.OrderLine", models.PROTECT, related_name="case_lines")
    asked = models.PositiveIntegerField()
    authorised = models.PositiveIntegerField(default=0)
    received = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    defective = models.PositiveIntegerField(default=0)
    asked_amount = MoneyField(default=ZERO)
    granted_amount = MoneyField(null=True)
    good_to = models.CharField(max_length=16, choices=Disposition.choices, default=Disposition.NONE, blank=True)
    defective_to = models.CharField(max_length=16, choices=Disposition.choices, default=Disposition.NONE, blank=True)
    inspection_note = EncryptedField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "order_line"], name="case_line_once"),
            models.CheckConstraint(condition=Q(asked__gt=0), name="case_line_asks_something"),
            models.CheckConstraint(condition=Q(authorised__lte=F("asked")), name="case_line_authorised_bound"),
            models.CheckConstraint(
                condition=Q(received__gte=F("good") + F("defective")), name="case_line_inspected_bound"
            ),
        ]


class Note(models.Model):
    """Free text of staff on a case: an internal note, the words that went with a move, or a text that the flow asks
    for by `name`, such as the public reply; its newest one counts. Never edited."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    text = EncryptedField()
    move = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=30, blank=True)
    by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class Evidence(models.Model):
    """A picture, video or document that proves something in a case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence")
    line = models.ForeignKey(CaseLine, models.PROTECT, null=True, related_name="evidence")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")  # goes along to a follow-up case
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.OTHER)
    note = EncryptedField(blank=True)
    by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "file"], name="evidence_once")]


class BuyerMessage(models.Model):
    """What the shop has to tell the buyer, written by an effect; an agent sends it in the platform's chat.

    A connector will send by itself where a platform allows it; until then `sent_at` is set by the agent.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="messages")
    template = models.CharField(max_length=40)
    text = EncryptedField()
    at = models.DateTimeField()
    sent_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case"], name="message_unsent", condition=Q(sent_at=None))]


class CaseLink(models.Model):
    """Two cases that belong together (B13). `source` is the parent, or the older one."""

    source = models.ForeignKey(Case, models.PROTECT, related_name="links_out")
    target = models.ForeignKey(Case, models.PROTECT, related_name="links_in")
    kind = models.CharField(max_length=20, choices=Link.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "target", "kind"], name="case_link_once")]


class Contact(models.Model):
    """One attempt to talk with the buyer (C14)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="contacts")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    stage = models.CharField(max_length=12, choices=TalkStage.choices)
    result = models.CharField(max_length=12, choices=ContactResult.choices)
    next_at = models.DateTimeField(null=True)  # when the buyer asked to be contacted again
    by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case"], name="contact_of_case")]


class Verdict(models.Model):
    """Who is responsible inside the house, and what follows for them (C7, C8, K7): an assessment entry."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="verdicts")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    department = models.CharField(max_length=12, choices=Department.choices)
    person = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="verdicts")  # None: nobody
    penalty = MoneyField(default=ZERO)
    result = EncryptedField()
    by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(penalty__gte=0), name="penalty_not_negative")]
        indexes = [
            models.Index(fields=["shop", "-at"], name="verdict_of_shop"),
            models.Index(fields=["person", "-at"], name="verdict_of_person"),
        ]


class Cost(models.Model):
    """What a closed case cost, and whom it is charged to (B6). Written once, when the case ends; `recovered` is
    negative."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="costs")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=CostKind.choices)
    amount = MoneyField()
    party = models.CharField(max_length=12, choices=Responsible.choices)
    counterparty = models.CharField(max_length=60, blank=True)  # the courier's or supplier's name
    product = models.ForeignKey("orders.Product", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="recovered", amount__lt=0) | (~Q(kind="recovered") & Q(amount__gt=0)),
                name="cost_has_its_sign",
            )
        ]
        indexes = [
            models.Index(fields=["shop", "party", "-at", "-id"], name="cost_of_party"),
            models.Index(fields=["case"], name="cost_of_case"),
        ]


class StoredRemedies(models.Model):
    """What the remedy rules proposed at one moment, with the facts and the rules' version: never edited (C13)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="remedies")
    facts = models.JSONField()
    rules = models.ForeignKey("shops.PolicyValue", models.PROTECT, null=True, related_name="+")  # None: the default
    rules_version = models.CharField(max_length=40)
    plans = models.JSONField()
    chosen = models.CharField(max_length=2)  # the plan's letter
    by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "-id"], name="remedies_of_case")]
