"""What a conversation is about before an order: needs, prices asked for, whom to contact again (S5–S9)."""

from django.db import models
from django.db.models import F, Q

from aftercare.chat.models.talks import Conversation, Message, Visitor
from aftercare.chat.terms import FollowUpKind, FollowUpState, OfferState
from aftercare.core.crypto import EncryptedField
from aftercare.core.money import MoneyField


class Needs(models.Model):
    """What the buyer of a conversation looks for (S5): `answers` is the JSON of `needs.rules.Needs`. `version` counts
    savings, so that two who fill it in at once lose nothing."""

    conversation = models.OneToOneField(Conversation, models.PROTECT, related_name="needs")
    answers = EncryptedField(blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()


class PriceOffer(models.Model):
    """A lower price that a buyer asks for (S7). `listed` and `offered` are per piece; `version` binds the approval."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="offers")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    product = models.ForeignKey("orders.Product", models.PROTECT, related_name="+")
    listed = MoneyField()
    offered = MoneyField()
    state = models.CharField(max_length=10, choices=OfferState.choices)
    reason = EncryptedField(blank=True)
    approved_alone = models.BooleanField(default=False)  # within the authority of whoever offered it
    note = EncryptedField(blank=True)  # of whoever decided
    asked_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    valid_until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "product"], condition=Q(state="asked"), name="one_price_asked_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "void"]) | Q(approved_alone=True) | ~Q(decided_by=F("asked_by")),
                name="nobody_grants_their_own_price",
            ),
            models.CheckConstraint(condition=Q(offered__lte=F("listed")), name="offer_is_not_dearer"),
        ]
        indexes = [models.Index(fields=["shop", "asked_at"], condition=Q(state="asked"), name="price_asked")]


class FollowUp(models.Model):
    """Somebody is to be contacted again by `due_at` (S8, S9). An unpaid order has one at most. `agreed_in`: the buyer's
    own words by which they asked for it."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=FollowUpKind.choices)
    state = models.CharField(max_length=8, choices=FollowUpState.choices, default=FollowUpState.OPEN)
    visitor = models.ForeignKey(Visitor, models.PROTECT, null=True, related_name="follow_ups")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, null=True, related_name="+")
    conversation = models.ForeignKey(Conversation, models.PROTECT, null=True, related_name="follow_ups")
    order = models.ForeignKey("orders.Order", models.PROTECT, null=True, related_name="+")
    agreed_in = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    text = EncryptedField(blank=True)  # what to say, as it was proposed or written
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    result = EncryptedField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "kind"], condition=~Q(order=None), name="reminder_once"),
            models.UniqueConstraint(
                fields=["conversation", "kind"],
                condition=Q(state="open", order=None),
                name="one_follow_up_of_a_conversation",
            ),
        ]
        indexes = [models.Index(fields=["shop", "due_at", "id"], condition=Q(state="open"), name="follow_up_due")]
