"""A closed sheet never changes: the database refuses it, whoever asks."""

from django.db import migrations

FROZEN = ("couriers_settlement", "couriers_settlementline")


def stays(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();",
        f"DROP TRIGGER stays ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("couriers", "0001_initial"), ("core", "0002_guards")]

    operations = [stays(table) for table in FROZEN]
