"""Parcels out of zone by the month in which they were held (O7)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('cases', '0006_parcel_reasons')]

    operations = [
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('flow', 'out_of_zone')), fields=['shop', 'opened_at'], name='case_out_of_zone'),
        ),
    ]
