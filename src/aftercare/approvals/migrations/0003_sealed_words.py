"""What stands in the tables: levels of requests, words encrypted (J3, J7), clocks of those that wait (C17).

A migration of its own: rows that were changed keep their table from being altered in the same transaction.
"""

from django.db import migrations

from aftercare.core.sealing import seal, unseal

WORDS = ("approvals_approval", "reason", "decision_note")
WATCH = """
    INSERT INTO clock_deadline
        (shop_id, kind, subject_kind, subject_id, fires, due_at, generation, state, outcome, fence, attempts, last_error)
    SELECT shop_id, 'approval.overdue', 'approval', id, 'escalate', due_at, 1, 'pending', '', 0, 0, ''
    FROM approvals_approval WHERE state = 'pending' AND due_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0002_levels"),
        ("clock", "0001_initial"),
        ("core", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(
            "UPDATE approvals_approval SET final_role = needs_role WHERE final_role <> needs_role",
            migrations.RunSQL.noop,
        ),
        migrations.RunPython(seal(*WORDS), unseal(*WORDS)),
        migrations.RunSQL(WATCH, "DELETE FROM clock_deadline WHERE kind = 'approval.overdue'"),
    ]
