"""The event table: every change of a case, money, right or personal data is one row that nobody can edit (X8)."""

from django.db import models
from django.db.models.functions import Now


class Event(models.Model):
    """What happened to which subject, by whom. Append-only: a trigger refuses UPDATE, DELETE and TRUNCATE.

    `actor_id` empty means the system (clock, worker). `shop_id` empty means the whole company.
    Plain numbers instead of foreign keys: this table outlives what it tells of and knows no domain.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    shop_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="event_of_subject"),
            models.Index(fields=["shop_id", "id"], name="event_of_shop"),
            models.Index(fields=["actor_id", "id"], name="event_of_person"),
            models.Index(fields=["actor_id", "kind", "at"], name="event_of_day"),  # what somebody granted today
        ]


class CryptoKey(models.Model):
    """One version of the data-encryption key, itself wrapped by the installation's secret key (J8)."""

    version = models.PositiveSmallIntegerField(primary_key=True)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(db_default=Now())


class KeyPlace(models.Model):
    """How far the encrypted columns of a table have been written anew with a key: a killed worker's successor goes on
    from here. `unreadable`: values of this pass that no key opens; they stay as they are."""

    table = models.CharField(max_length=63, primary_key=True)
    version = models.PositiveSmallIntegerField()
    pk_seen = models.BigIntegerField(default=0)
    unreadable = models.PositiveIntegerField(default=0)
    is_done = models.BooleanField(default=False)
