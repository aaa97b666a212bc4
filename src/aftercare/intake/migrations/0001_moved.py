"""Imports were made in `orders`. Their tables stay where they are; only who owns them changes."""

import aftercare.core.money
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orders', '0004_product_words'),
        ('shops', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.CreateModel(
                name='ImportBatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('uploaded', 'Uploaded'), ('previewed', 'Ready to import'), ('queued', 'Waiting to run'), ('running', 'Importing'), ('done', 'Done'), ('failed', 'Stopped'), ('cancelled', 'Cancelled')], default='uploaded', max_length=12, verbose_name='state')),
                    ('kind', models.CharField(blank=True, choices=[('classic_orders', 'Taobao/Tmall orders (ExportOrderList)'), ('classic_items', 'Taobao items (ExportOrderDetailList)'), ('tmall_items', 'Tmall items with sub-order numbers'), ('qianniu_orders', 'Qianniu orders (2023 and later)'), ('qianniu_items', 'Qianniu sub-orders (2023 and later)'), ('short_report', 'Short order report (seven columns)')], max_length=20, verbose_name='kind')),
                    ('dry_run', models.BooleanField(default=False, verbose_name='dry run')),
                    ('file_name', models.CharField(max_length=120, verbose_name='file')),
                    ('file_path', models.CharField(blank=True, max_length=80)),
                    ('file_size', models.BigIntegerField()),
                    ('file_sha256', models.CharField(max_length=64)),
                    ('exported_at', models.DateTimeField(null=True)),
                    ('mapping', models.JSONField(default=dict)),
                    ('rows_expected', models.PositiveIntegerField(default=0)),
                    ('position', models.PositiveIntegerField(default=0)),
                    ('added', models.PositiveIntegerField(default=0)),
                    ('updated', models.PositiveIntegerField(default=0)),
                    ('unchanged', models.PositiveIntegerField(default=0)),
                    ('older', models.PositiveIntegerField(default=0)),
                    ('refused', models.PositiveIntegerField(default=0)),
                    ('paid_rows', models.PositiveIntegerField(default=0)),
                    ('paid_mismatches', models.PositiveIntegerField(default=0)),
                    ('sum_total', aftercare.core.money.MoneyField(default=aftercare.core.money.Money(0))),
                    ('sum_net', aftercare.core.money.MoneyField(default=aftercare.core.money.Money(0))),
                    ('sum_refunded', aftercare.core.money.MoneyField(default=aftercare.core.money.Money(0))),
                    ('uploaded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('started_at', models.DateTimeField(null=True)),
                    ('finished_at', models.DateTimeField(null=True)),
                    ('lease_token', models.PositiveIntegerField(default=0)),
                    ('lease_until', models.DateTimeField(null=True)),
                    ('error', models.CharField(blank=True, max_length=40)),
                    ('error_params', models.JSONField(default=dict)),
                    ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='import_batches', to='shops.shop')),
                    ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={'db_table': 'orders_importbatch'},
            ),
            migrations.CreateModel(
                name='ImportRefusal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('line', models.PositiveIntegerField()),
                    ('column', models.CharField(blank=True, max_length=60)),
                    ('value', models.CharField(blank=True, max_length=60)),
                    ('code', models.CharField(max_length=40)),
                    ('params', models.JSONField(default=dict)),
                    ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='refusals', to='intake.importbatch')),
                ],
                options={'db_table': 'orders_importrefusal'},
            ),
            migrations.AddIndex(
                model_name='importbatch',
                index=models.Index(fields=['shop', '-id'], name='import_newest'),
            ),
            migrations.AddConstraint(
                model_name='importbatch',
                constraint=models.CheckConstraint(condition=models.Q(('position', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('added'), '+', models.F('updated')), '+', models.F('unchanged')), '+', models.F('older')), '+', models.F('refused')))), name='import_counts_every_row'),
            ),
            migrations.AddConstraint(
                model_name='importbatch',
                constraint=models.CheckConstraint(condition=models.Q(('paid_mismatches__lte', models.F('paid_rows'))), name='import_mismatch_bound'),
            ),
            migrations.AddIndex(
                model_name='importrefusal',
                index=models.Index(fields=['batch', 'line', 'id'], name='refusal_by_line'),
            ),
        ]),
    ]
