"""Orders that are looked at before they leave, notes for who sends them, corrections, breaches (O2, O3, O10)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from aftercare.confirmation.terms import OPEN, Ending, Field, Level, Reader, Source, State, Way
from aftercare.core.crypto import EncryptedField


class Confirmation(models.Model):
    """The check of one paid order before it leaves.

    `findings` is what is odd: [[code, level, params], …], never personal data. `order_seen` is the change of the order
    that was checked last; `place_hash` and `goods_hash` are keyed hashes of what was looked at, so that a later report
    is compared with it ('' for goods that were not known). The clock of a round runs from `since` to `due_at` until
    `handled_at`: somebody asked, held or confirmed. `words` is why it is held, or what the buyer said.
    """

    order = models.OneToOneField("orders.Order", models.PROTECT, related_name="confirmation")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    level = models.CharField(max_length=1, choices=Level.choices, default=Level.CLEAN)
    findings = models.JSONField(default=list)
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)  # this round has its breach row
    order_seen = models.DateTimeField()
    place_hash = models.CharField(max_length=32, blank=True)
    goods_hash = models.CharField(max_length=32, blank=True)
    asked_at = models.DateTimeField(null=True)
    asked_times = models.PositiveSmallIntegerField(default=0)
    asked_way = models.CharField(max_length=10, choices=Way.choices, blank=True)
    asked_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    conversation = models.ForeignKey("chat.Conversation", models.PROTECT, null=True, related_name="+", db_index=False)
    asked_seq = models.PositiveIntegerField(default=0)  # number of our message there
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    words = EncryptedField(blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    ending = models.CharField(max_length=12, choices=Ending.choices, blank=True, default=Ending.NONE)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=OPEN) | ~Q(ended_at=None), name="settled_check_has_an_end")
        ]
        indexes = [
            models.Index(fields=["shop", "state", "due_at", "id"], condition=Q(state__in=OPEN), name="check_queue"),
            models.Index(
                fields=["shop", "state", "level", "due_at", "id"], condition=Q(state__in=OPEN), name="check_by_level"
            ),
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting", is_late=False), name="check_overdue"),
            models.Index(fields=["shop", "-ended_at", "-id"], condition=~Q(ended_at=None), name="check_settled"),
            models.Index(fields=["shop", "since"], name="check_of_shift"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.state}"


class Breach(models.Model):
    """An order that nobody had looked at when its time ran out (O2). `handled_at` None: nobody has, or it left so."""

    confirmation = models.ForeignKey(Confirmation, models.PROTECT, related_name="breaches")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    noted_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["confirmation", "due_at"], name="check_breach_once")]
        indexes = [models.Index(fields=["shop", "-due_at"], name="check_breach_of_shop")]


class OrderNote(models.Model):
    """A note for warehouse or courier, printed on the pick slip (O3). `code`: the kind of wish ('' written by hand);
    `text` the words themselves. One that was taken off stays, so that the same words do not bring it back."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="notes_to_send")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+", db_index=False)
    reader = models.CharField(max_length=10, choices=Reader.choices)
    code = models.CharField(max_length=20, blank=True)
    text = EncryptedField(blank=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "code"], condition=~Q(code=""), name="note_of_a_wish_once")
        ]


class Correction(models.Model):
    """A field of the receiver that was corrected after the buyer answered; the old value is kept (O2, X8). In force
    until another one, or until the platform itself says something third."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="corrections")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+", db_index=False)
    field = models.CharField(max_length=20, choices=Field.choices)
    old = EncryptedField(blank=True)
    new = EncryptedField()
    words = EncryptedField(blank=True)  # how the buyer said it
    made_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    in_force = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "field"], condition=Q(in_force=True), name="one_correction_holds")
        ]


class ProductHabit(models.Model):
    """How many pieces of a product orders have: how often 1, 2, … (the last: so many and more). `key` is the merchant
    code, else the title as the report has it."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=80)
    pieces = ArrayField(models.PositiveIntegerField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "key"], name="product_habit_once")]


class FollowCursor(models.Model):
    """How far the changed orders of a shop have been checked. No row: the shop's orders have never been followed. No
    clock of an order begins before `began_at`: nobody could have looked."""

    shop = models.OneToOneField("shops.Shop", models.PROTECT, primary_key=True, related_name="+")
    changed_at = models.DateTimeField()
    order_id = models.BigIntegerField()
    began_at = models.DateTimeField()
