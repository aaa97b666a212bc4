"""What a channel or a person says of a payment is kept encrypted, and no longer in events, which nobody can erase (J3, J7)."""

import json

import django.db.models.deletion
from django.db import migrations, models

from aftercare.core.crypto import EncryptedField, encrypt
from aftercare.core.sealing import AT_ONCE, seal, unseal

SAID = f"""
    SELECT id, subject_id, data FROM core_event
    WHERE subject_kind = 'payout' AND data ? 'text' AND id > %s ORDER BY id LIMIT {AT_ONCE}
"""  # noqa: S608 - a number of ours
REMARK = "INSERT INTO money_payoutremark (payout_id, text) VALUES (%s, %s) RETURNING id"


def move_words(_apps, editor):
    """The words of an event become a remark that it names. The trigger that keeps events as they are is off for this
    one step: words of people must stay erasable."""
    last = 0
    with editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_event DISABLE TRIGGER core_event_append_only")
        while rows := _read(cursor, last):
            for pk, payout, data in rows:
                data = json.loads(data) if isinstance(data, str) else data
                if text := data.pop("text"):
                    cursor.execute(REMARK, [payout, encrypt(text)])
                    data["remark"] = cursor.fetchone()[0]
                cursor.execute("UPDATE core_event SET data = %s WHERE id = %s", [json.dumps(data), pk])
                last = pk
        cursor.execute("ALTER TABLE core_event ENABLE TRIGGER core_event_append_only")


def _read(cursor, last):
    cursor.execute(SAID, [last])
    return cursor.fetchall()


class Migration(migrations.Migration):
    dependencies = [("money", "0003_decided_by"), ("core", "0002_guards")]
    operations = [
        migrations.CreateModel(
            "PayoutRemark",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", EncryptedField()),
                (
                    "payout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="remarks", to="money.payout"
                    ),
                ),
            ],
        ),
        migrations.AlterField("payout", "result_text", EncryptedField(blank=True)),
        migrations.RunPython(seal("money_payout", "result_text"), unseal("money_payout", "result_text")),
        migrations.RunPython(move_words, migrations.RunPython.noop),
    ]
