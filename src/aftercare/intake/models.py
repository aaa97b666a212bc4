"""One import of one file, how far it is, and every row that was refused (O1)."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from aftercare.intake.terms import ImportState


class ImportBatch(models.Model):
    """One uploaded file and what became of its rows.

    `position` (data rows dealt with) and the counts change in the same transaction as what they tell, so a worker that
    dies leaves a batch that the next one continues. `lease_token` fences off a worker whose lease has passed on.
    """

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="import_batches")
    state = models.CharField(_("state"), max_length=12, choices=ImportState.choices, default=ImportState.UPLOADED)
    kind = models.CharField(_("kind"), max_length=40, blank=True)  # code of the profile; '' until it is recognised
    dry_run = models.BooleanField(_("dry run"), default=False)

    file_name = models.CharField(_("file"), max_length=120)  # cleaned, shown only; never part of a path
    file_path = models.CharField(max_length=80, blank=True)  # below the files folder; '' once the file was removed
    file_size = models.BigIntegerField()
    file_sha256 = models.CharField(max_length=64)
    exported_at = models.DateTimeField(null=True)  # when the platform made the file, told by its name
    mapping = models.JSONField(default=dict)  # `Inspection.to_json()`: encoding, sheet, and which header is which field

    rows_expected = models.PositiveIntegerField(default=0)  # counted by the preview, for the progress bar
    position = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    older = models.PositiveIntegerField(default=0)  # rows older than what we hold: left alone
    refused = models.PositiveIntegerField(default=0)

    sums = models.JSONField(default=dict)  # the family's sums over rows that were taken, by code; money in fen
    unknown = models.JSONField(default=dict)  # words of the platform that mean nothing here yet: how often they stand

    uploaded_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(db_default=Now())
    started_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    lease_token = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    error = models.CharField(max_length=40, blank=True)  # code of a sentence
    error_params = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(position=F("added") + F("updated") + F("unchanged") + F("older") + F("refused")),
                name="import_counts_every_row",
            ),
        ]
        db_table = "orders_importbatch"  # where it was made
        indexes = [models.Index(fields=["shop", "-id"], name="import_newest")]

    def __str__(self) -> str:
        return self.file_name


class NamedSheet(models.Model):
    """A seller's own sheet whose columns a person has named: the shop knows the next one by its header.

    An import keeps what it was read by for itself (`ImportBatch.mapping`), so this may change or go at any time.
    """

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=40)
    kind = models.CharField(max_length=40)  # code of the family's mappable profile
    header_key = models.CharField(max_length=64)  # `own_sheet.header_key`
    columns = models.JSONField()  # `own_sheet.remembered`: header, key, field
    version = models.PositiveIntegerField(default=1)
    named_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")  # who changed it last
    named_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "header_key"], name="sheet_named_once")]
        indexes = [models.Index(fields=["shop", "-id"], name="named_newest")]

    def __str__(self) -> str:
        return self.name


class ImportRefusal(models.Model):
    """One row that was not taken, and why. `value` is shortened; personal values are never repeated here (J3)."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="refusals")
    line = models.PositiveIntegerField()  # as a person sees it in Excel or an editor, the header being line 1
    column = models.CharField(max_length=60, blank=True)
    value = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=40)
    params = models.JSONField(default=dict)

    class Meta:
        db_table = "orders_importrefusal"  # where it was made
        indexes = [models.Index(fields=["batch", "line", "id"], name="refusal_by_line")]

    def __str__(self) -> str:
        return f"{self.line}: {self.code}"


from aftercare.intake.changes.models import ImportChange, ImportUndo  # noqa: E402, F401
