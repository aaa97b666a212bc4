"""The name that an uploader gave a file may name the buyer: it is kept encrypted (J3)."""

from django.db import migrations

from aftercare.core.crypto import EncryptedField
from aftercare.core.sealing import seal, unseal


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial"), ("core", "0001_initial")]
    operations = [
        migrations.AlterField("storedfile", "name", EncryptedField()),
        migrations.RunPython(seal("files_storedfile", "name"), unseal("files_storedfile", "name")),
    ]
