"""What the tables themselves cannot say: events are append-only; the cache table."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION core_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER core_event_append_only BEFORE UPDATE OR DELETE ON core_event
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER core_event_no_truncate BEFORE TRUNCATE ON core_event
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
UNDO = """
DROP TRIGGER core_event_append_only ON core_event;
DROP TRIGGER core_event_no_truncate ON core_event;
DROP FUNCTION core_append_only();
"""
# Counters of failed logins live in PostgreSQL so that every web process sees the same.
CACHE = """
CREATE TABLE aftercare_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY, value text NOT NULL, expires timestamp with time zone NOT NULL
);
CREATE INDEX aftercare_cache_expires ON aftercare_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [
        migrations.RunSQL(APPEND_ONLY, UNDO),
        migrations.RunSQL(CACHE, "DROP TABLE aftercare_cache"),
    ]
