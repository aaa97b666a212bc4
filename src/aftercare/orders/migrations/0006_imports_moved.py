"""Imports belong to `intake` now; their tables and rows stay as they are."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0005_find'),
        ('intake', '0001_moved'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.DeleteModel('ImportRefusal'),
            migrations.DeleteModel('ImportBatch'),
        ]),
    ]
