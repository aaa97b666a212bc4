"""Free words are kept encrypted, and no longer in `details` and events, which nobody can erase (J3, J7)."""

import json

from django.db import migrations

from aftercare.core.crypto import EncryptedField, encrypt
from aftercare.core.sealing import AT_ONCE, seal, unseal

WORDS = ("new_variant", "gift", "voucher", "flaw")
SEALED = (
    ("cases_case", "refusal_clause"),
    ("cases_caseline", "inspection_note"),
    ("cases_evidence", "note"),
    ("cases_verdict", "result"),
)
MOVED = f"""
    SELECT id, subject_id, actor_id, at, data FROM core_event
    WHERE kind = 'case.moved' AND data -> 'kept' ?| ARRAY{list(WORDS)!r} AND id > %s ORDER BY id LIMIT {AT_ONCE}
"""  # noqa: S608 - names of ours
KEPT = f"""
    SELECT id, opened_by_id, opened_at, details FROM cases_case
    WHERE details ?| ARRAY{list(WORDS)!r} AND id > %s ORDER BY id LIMIT {AT_ONCE}
"""  # noqa: S608
NOTE = """
    INSERT INTO cases_note (case_id, text, move, name, by_id, at) VALUES (%s, %s, %s, %s, %s, %s) RETURNING id
"""
HAS = "SELECT 1 FROM cases_note WHERE case_id = %s AND name = %s LIMIT 1"


def move_words(_apps, editor):
    """Each word becomes a note by its name, at the time of its step; the event names the note instead. The trigger
    that keeps events as they are is off for this one step: words of people must stay erasable."""
    with editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_event DISABLE TRIGGER core_event_append_only")
        for pk, case, actor, at, data in _all(cursor, MOVED):
            found = {name: data["kept"].pop(name) for name in WORDS if name in data["kept"]}
            notes = [_note(cursor, case, text, data["move"], name, actor, at) for name, text in found.items()]
            data["texts"] = [*data.get("texts", ()), *notes]
            cursor.execute("UPDATE core_event SET data = %s WHERE id = %s", [json.dumps(data), pk])
        cursor.execute("ALTER TABLE core_event ENABLE TRIGGER core_event_append_only")
        for pk, opener, at, details in _all(cursor, KEPT):
            for name in WORDS:
                text = details.pop(name, "")
                cursor.execute(HAS, [pk, name])
                if text and cursor.fetchone() is None:  # it came with the application
                    _note(cursor, pk, text, "open", name, opener, at)
            cursor.execute("UPDATE cases_case SET details = %s WHERE id = %s", [json.dumps(details), pk])


def _all(cursor, sql):
    last = 0
    while True:
        cursor.execute(sql, [last])
        rows = cursor.fetchall()
        if not rows:
            return
        for row in rows:
            *plain, document = row
            yield (*plain, json.loads(document) if isinstance(document, str) else document)
        last = rows[-1][0]


def _note(cursor, case, text, move, name, by, at):
    cursor.execute(NOTE, [case, encrypt(text), move, name, by, at])
    return cursor.fetchone()[0]


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_dispositions"), ("core", "0002_guards")]
    operations = [
        migrations.AlterField("case", "refusal_clause", EncryptedField(blank=True)),
        migrations.AlterField("caseline", "inspection_note", EncryptedField(blank=True)),
        migrations.AlterField("evidence", "note", EncryptedField(blank=True)),
        migrations.AlterField("verdict", "result", EncryptedField()),
        *(migrations.RunPython(seal(table, column), unseal(table, column)) for table, column in SEALED),
        migrations.RunPython(move_words, migrations.RunPython.noop),
    ]
