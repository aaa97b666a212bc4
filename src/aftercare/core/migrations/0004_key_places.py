"""How far values have been written anew with a newer data key; what may be written in tables that never change."""

from django.db import migrations, models

# For each row, with the encrypted columns as arguments: the words stay what they are, only the key is another one.
REKEYED = """
CREATE FUNCTION core_stays_but_rekeyed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sealed text;
BEGIN
    IF current_setting('aftercare.rekeying', true) = 'on' AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN
        FOREACH sealed IN ARRAY TG_ARGV LOOP
            IF (to_jsonb(NEW) ->> sealed) !~ '^(v[0-9]+:.+)?$'
               OR ((to_jsonb(NEW) ->> sealed) = '') IS DISTINCT FROM ((to_jsonb(OLD) ->> sealed) = '') THEN
                RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
            END IF;
        END LOOP;
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0003_event_indexes")]

    operations = [
        migrations.CreateModel(
            name="KeyPlace",
            fields=[
                ("table", models.CharField(max_length=63, primary_key=True, serialize=False)),
                ("version", models.PositiveSmallIntegerField()),
                ("pk_seen", models.BigIntegerField(default=0)),
                ("unreadable", models.PositiveIntegerField(default=0)),
                ("is_done", models.BooleanField(default=False)),
            ],
        ),
        migrations.RunSQL(REKEYED, "DROP FUNCTION core_stays_but_rekeyed()"),
    ]
