"""Cases, their lines, evidence, notes and messages. Written by `actions` only."""

from django.db import models
from django.db.models import F, Q

from aftercare.cases.terms import Disposition, Party, Reason, Responsible, Stage
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
    granted = MoneyField(null=True)  # goods money that the shop grants
    granted_freight = MoneyField(null=True)
    proposal = models.JSONField(null=True)  # a grant that waits for approval: `facts.Grant` as JSON
    refunded = MoneyField(default=ZERO)  # really paid, goods and freight

    refusal_code = models.CharField(max_length=40, blank=True)
    refusal_clause = models.CharField(max_length=300, blank=True)
    return_address = models.ForeignKey("shops.ReturnAddress", models.PROTECT, null=True, related_name="+")
    return_courier = models.CharField(max_length=60, blank=True)
    return_tracking_no = models.CharField(max_length=60, blank=True)
    received_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(asked__gte=0) & Q(asked_freight__gte=0), name="case_asks_no_negative"),
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
        ]

    def __str__(self) -> str:
        return self.number


class CaseLine(models.Model):
    """One order line in a case: pieces asked, authorised, received, good and defective are kept apart (B3)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="lines")
    order_line = models.ForeignKey("orders.OrderLine", models.PROTECT, related_name="case_lines")
    asked = models.PositiveIntegerField()
    authorised = models.PositiveIntegerField(default=0)
    received = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    defective = models.PositiveIntegerField(default=0)
    asked_amount = MoneyField(default=ZERO)
    granted_amount = MoneyField(null=True)
    disposition = models.CharField(max_length=16, choices=Disposition.choices, default=Disposition.NONE, blank=True)
    inspection_note = models.CharField(max_length=300, blank=True)

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
    """Free text of staff on a case: an internal note, or the words that went with a move. Never edited."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    text = EncryptedField()
    move = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class Evidence(models.Model):
    """A picture, video or document that proves something in a case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence")
    line = models.ForeignKey(CaseLine, models.PROTECT, null=True, related_name="evidence")
    file = models.OneToOneField("files.StoredFile", models.PROTECT, related_name="+")
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.OTHER)
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


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
    """Two cases that belong together; `kind` says how (parent and child, follow-up)."""

    source = models.ForeignKey(Case, models.PROTECT, related_name="links_out")
    target = models.ForeignKey(Case, models.PROTECT, related_name="links_in")
    kind = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "target", "kind"], name="case_link_once")]
