"""One stored file. Who may see it is decided by what it is attached to, never by knowing its name."""

import secrets

from django.db import models
from django.db.models.functions import Now

from aftercare.core.crypto import EncryptedField


def new_token() -> str:
    return secrets.token_hex(16)


class StoredFile(models.Model):
    """The original is kept unchanged (`sha256` seals it, D12); pictures are shown as a re-encoded copy without EXIF."""

    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="files")
    name = EncryptedField()  # as the uploader called it, cleaned; shown only: it may name people
    media_type = models.CharField(max_length=60)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    uploaded_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["uploaded_by", "uploaded_at"], name="file_quota")]
