"""By what erased buyers are recognised when a file tells of them again (J7)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0006_contact_news"),
        ("shops", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ErasedMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("nick", "Nick"), ("order", "Order number")], max_length=6)),
                ("digest", models.CharField(max_length=32)),
                ("at", models.DateTimeField()),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shops.shop"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "kind", "digest"), name="erased_mark_once")
                ],
            },
        ),
    ]
