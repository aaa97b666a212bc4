"""Levels in a row, escalation, substitutes (C17); room for encrypted words (J3, J7)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from aftercare.accounts.terms import Role
from aftercare.core.crypto import EncryptedField

STATES = [
    ("pending", "Waiting for a decision"),
    ("endorsed", "Endorsed and passed on"),
    ("approved", "Approved"),
    ("denied", "Denied"),
    ("void", "No longer needed"),
]


def staff():
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
    )


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0001_initial"),
        ("shops", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField("approval", "decided_for", staff()),
        migrations.AddField("approval", "endorsed_by", staff()),
        migrations.AddField("approval", "escalated_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "approval",
            "final_role",
            models.CharField(choices=Role.choices, default=Role.SUPERVISOR, max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            "approval",
            "follows",
            models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="approvals.approval"
            ),
        ),
        migrations.AlterField("approval", "decision_note", EncryptedField(blank=True)),
        migrations.AlterField("approval", "reason", EncryptedField(blank=True)),
        migrations.AlterField("approval", "state", models.CharField(choices=STATES, default="pending", max_length=10)),
        migrations.AddConstraint(
            "approval",
            models.CheckConstraint(
                condition=Q(decided_for__isnull=True) | ~Q(decided_for=F("requested_by")),
                name="nobody_decides_for_who_asked",
            ),
        ),
        migrations.AddConstraint(
            "approval",
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(endorsed_by__isnull=True)
                | ~Q(decided_by=F("endorsed_by")) & (Q(decided_for__isnull=True) | ~Q(decided_for=F("endorsed_by"))),
                name="nobody_signs_twice",
            ),
        ),
    ]
