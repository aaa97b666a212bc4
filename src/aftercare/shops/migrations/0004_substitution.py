"""Who decides while somebody is away (C17)."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


def staff(**options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, **options
    )


class Migration(migrations.Migration):
    dependencies = [
        ("shops", "0003_policy_draft"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            "Substitution",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("named_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("absent", staff()),
                ("ended_by", staff(null=True)),
                ("named_by", staff()),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shops.shop"
                    ),
                ),
                ("substitute", staff()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=Q(ended_at=None), fields=["substitute", "ends_at"], name="substitution_in_force"
                    ),
                    models.Index(fields=["shop", "-id"], name="substitution_of_shop"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=~Q(substitute=F("absent")), name="nobody_stands_in_for_themselves"),
                    models.CheckConstraint(
                        condition=Q(ends_at__gt=F("starts_at"), ends_at__lte=F("starts_at") + datetime.timedelta(days=31)),
                        name="substitution_has_a_short_end",
                    ),
                ],
            },
        ),
    ]
