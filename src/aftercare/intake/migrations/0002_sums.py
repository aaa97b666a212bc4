"""The sums of the short report become the sums of any family; a profile's code may be longer than the first kinds."""

from django.db import migrations, models

TOLD = """
    UPDATE orders_importbatch SET sums = jsonb_build_object(
        'paid_rows', paid_rows, 'mismatches', paid_mismatches,
        'total', sum_total, 'net', sum_net, 'refunded', sum_refunded
    ) WHERE paid_rows > 0
"""
TAKEN_BACK = """
    UPDATE orders_importbatch SET
        paid_rows = (sums->>'paid_rows')::int, paid_mismatches = (sums->>'mismatches')::int,
        sum_total = (sums->>'total')::bigint, sum_net = (sums->>'net')::bigint,
        sum_refunded = (sums->>'refunded')::bigint
    WHERE sums ? 'paid_rows'
"""


class Migration(migrations.Migration):

    dependencies = [('intake', '0001_moved')]

    operations = [
        migrations.AlterField('importbatch', 'kind', models.CharField(blank=True, max_length=40, verbose_name='kind')),
        migrations.AddField('importbatch', 'sums', models.JSONField(default=dict)),
        migrations.AddField('importbatch', 'unknown', models.JSONField(default=dict)),
        migrations.RunSQL(TOLD, TAKEN_BACK),
        migrations.RemoveConstraint('importbatch', 'import_mismatch_bound'),
        migrations.RemoveField('importbatch', 'paid_rows'),
        migrations.RemoveField('importbatch', 'paid_mismatches'),
        migrations.RemoveField('importbatch', 'sum_total'),
        migrations.RemoveField('importbatch', 'sum_net'),
        migrations.RemoveField('importbatch', 'sum_refunded'),
    ]
