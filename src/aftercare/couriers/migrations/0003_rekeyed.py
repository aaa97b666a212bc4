"""A closed sheet never changes; only the key of its words may become another one (J8)."""

from django.db import migrations

LET_THROUGH = """
DROP TRIGGER stays ON couriers_settlement;
CREATE TRIGGER stays BEFORE DELETE OR TRUNCATE ON couriers_settlement
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER stays_but_rekeyed BEFORE UPDATE ON couriers_settlement
    FOR EACH ROW EXECUTE FUNCTION core_stays_but_rekeyed('reason');
"""
BACK = """
DROP TRIGGER stays_but_rekeyed ON couriers_settlement;
DROP TRIGGER stays ON couriers_settlement;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE OR TRUNCATE ON couriers_settlement
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("couriers", "0002_guards"), ("core", "0004_key_places")]

    operations = [migrations.RunSQL(LET_THROUGH, BACK)]
