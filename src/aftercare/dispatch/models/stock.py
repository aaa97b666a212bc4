"""Goods that are out of stock, and what each buyer of them was told and said (O4)."""

from django.db import models
from django.db.models import Q

from aftercare.core.crypto import EncryptedField
from aftercare.core.money import MoneyField
from aftercare.customers.terms import Channel
from aftercare.dispatch.terms import Answer, TaskState


class Shortage(models.Model):
    """One merchant code of a shop that is out of stock. `expected_on` None: nobody knows; `round` counts its changes,
    so that buyers hear of each once."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    code = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    sku = models.CharField(max_length=200, blank=True)
    expected_on = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    marked_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()
    ended_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "code"], condition=Q(ended_at=None), name="shortage_once")
        ]
        indexes = [models.Index(fields=["shop", "-marked_at", "-id"], name="shortage_newest")]


class StockTask(models.Model):
    """One buyer to be told of one shortage, and what they chose. `told_round`: of which date they have heard."""

    shortage = models.ForeignKey(Shortage, models.PROTECT, related_name="tasks")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    promise = models.ForeignKey("dispatch.Promise", models.PROTECT, related_name="stock_tasks")
    line = models.ForeignKey("orders.OrderLine", models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=TaskState.choices, default=TaskState.TELL)
    due_at = models.DateTimeField()  # to be told by then, before the promise breaks
    made_at = models.DateTimeField()
    told_round = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    told_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices, blank=True)
    words = EncryptedField(blank=True)
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    discount = MoneyField(null=True)  # what waiting earns the buyer
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shortage", "line"], name="stock_task_once")]
        indexes = [
            models.Index(
                fields=["shop", "due_at", "id"],
                condition=Q(state__in=["tell", "told"]),
                name="stock_task_open",
            ),
            models.Index(fields=["shortage", "state"], name="stock_task_of_shortage"),
        ]


class LineChange(models.Model):
    """Other goods leave for a line, as the buyer agreed. The newest counts."""

    line = models.ForeignKey("orders.OrderLine", models.PROTECT, related_name="changes")
    code = models.CharField(max_length=80)
    sku = models.CharField(max_length=200)
    by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    at = models.DateTimeField()
