"""What is kept of buyers who come again. Personal texts are encrypted; traces are keyed hashes (U1, J3, J5)."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from aftercare.core.crypto import EncryptedField
from aftercare.core.money import ZERO, MoneyField
from aftercare.regulars.terms import Decision, NoticeState, RowState, TraceKind


class Regular(models.Model):
    """One customer: facts of their orders and cases, which `follow_buyers` keeps, and what people noted. `kept` is what
    was paid less what was refunded. `version` counts savings by people."""

    customer = models.OneToOneField("customers.Customer", models.PROTECT, primary_key=True, related_name="regular")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    orders = models.PositiveIntegerField(default=0)  # paid ones
    paid = MoneyField(default=ZERO)
    kept = MoneyField(default=ZERO)
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    returned = models.PositiveIntegerField(default=0)  # paid orders with a return, an exchange or a refund without one
    products = ArrayField(models.BigIntegerField(), default=list)
    buyer_type = models.CharField(max_length=12, blank=True)  # as an agent set it in a chat (S15)
    tags = ArrayField(models.CharField(max_length=12), default=list)
    likes = EncryptedField(blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(F("shop"), F("last_at").desc(nulls_last=True), F("customer").desc(), name="regular_by_last"),
            models.Index(F("shop"), F("kept").desc(), F("customer").desc(), name="regular_by_kept"),
            models.Index(
                *(F("shop"), F("buyer_type"), F("last_at").desc(nulls_last=True), F("customer").desc()),
                condition=~Q(buyer_type=""),
                name="regular_of_type_by_last",
            ),
            models.Index(
                *(F("shop"), F("buyer_type"), F("kept").desc(), F("customer").desc()),
                condition=~Q(buyer_type=""),
                name="regular_of_type_by_kept",
            ),
            GinIndex(fields=["tags"], name="regular_by_tag"),
            GinIndex(fields=["products"], name="regular_by_product"),
        ]


class RegularNote(models.Model):
    """What somebody wrote down about a customer. Never edited."""

    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="notes")
    text = EncryptedField()
    by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["customer", "-id"], name="note_of_customer")]


class Trace(models.Model):
    """A keyed hash of something that a customer left behind in an order, for finding who may be the same (B7, U1)."""

    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=TraceKind.choices)
    digest = models.CharField(max_length=32)
    surname = models.CharField(max_length=2, blank=True)  # what the mask of a name shows

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "kind", "digest"], name="trace_once")]
        indexes = [models.Index(fields=["kind", "digest"], name="trace_shared")]


class Buyer(models.Model):
    """One person: the customers that people have joined. A customer who was never joined stands for themselves."""

    made_at = models.DateTimeField()


class Joined(models.Model):
    """Which person a customer is."""

    customer = models.OneToOneField("customers.Customer", models.PROTECT, primary_key=True, related_name="joined")
    buyer = models.ForeignKey(Buyer, models.PROTECT, related_name="members")


class Joining(models.Model):
    """Somebody found customers to be one person. `before` is each customer's person until then (null: nobody else),
    `members` who belongs to it afterwards: taking it back restores exactly that."""

    buyer = models.ForeignKey(Buyer, models.PROTECT, related_name="joinings")
    before = models.JSONField()  # [[customer id, buyer id or null], …]
    members = ArrayField(models.BigIntegerField())
    reasons = ArrayField(models.CharField(max_length=8, choices=TraceKind.choices), default=list)
    by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="undone_by_somebody",
            )
        ]
        indexes = [GinIndex(fields=["members"], name="joining_of_member")]


class Likeness(models.Model):
    """Two customers that may be one person, `low` the smaller id. A person decides."""

    low = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+")
    high = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+")
    low_shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    high_shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    reasons = ArrayField(models.CharField(max_length=8, choices=TraceKind.choices))
    state = models.CharField(max_length=6, choices=Decision.choices, default=Decision.OPEN)
    found_at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="likeness_once"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="likeness_in_order"),
        ]
        indexes = [
            models.Index(fields=["low_shop", "-id"], condition=Q(state="open"), name="likeness_open"),
            models.Index(fields=["high"], name="likeness_of_high"),
        ]


class BuyerGroup(models.Model):
    """Customers of one shop that meet a rule; who they are is asked anew each time (U3). `rule` is JSON of
    `groups.GroupRule`."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    rule = models.JSONField()
    made_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "name"], condition=Q(archived_at=None), name="group_name_once")
        ]


class Notice(models.Model):
    """A notice of new products to a group: whom it went to is frozen when it begins. `key`: a form sent twice begins
    one."""

    group = models.ForeignKey(BuyerGroup, models.PROTECT, related_name="notices")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    text = EncryptedField()
    state = models.CharField(max_length=8, choices=NoticeState.choices, default=NoticeState.RUNNING)
    key = models.CharField(max_length=40)
    total = models.PositiveIntegerField(default=0)
    by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "key"], name="notice_begun_once")]
        indexes = [models.Index(fields=["id"], condition=Q(state="running"), name="notice_at_work")]


class NoticeRow(models.Model):
    """One buyer of a notice, settled once: written to, put on the list to be written to, or left out (`why`)."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="rows", db_index=False)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=RowState.choices, default=RowState.WAITING)
    why = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "customer"], name="notice_once_a_buyer")]
        indexes = [models.Index(fields=["notice", "state", "id"], name="notice_row_by_state")]


class Look(models.Model):
    """Somebody opened the page of a customer in that hour: who looks at very many is asked why (J9)."""

    staff = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+")
    hour = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "hour", "customer"], name="look_once_an_hour")]
        indexes = [models.Index(fields=["hour"], name="look_by_age")]


class FollowPlace(models.Model):
    """How far the orders of a shop, or the events of cases (`shop` empty), have been looked at."""

    shop = models.OneToOneField("shops.Shop", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    pk_seen = models.BigIntegerField(default=0)
