from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [
        migrations.RunSQL("UPDATE cases_case SET opening_key = '' WHERE opening_key IS NULL", migrations.RunSQL.noop),
        migrations.AlterField("case", "opening_key", models.CharField(blank=True, default="", max_length=40), preserve_default=False),
        migrations.AddConstraint("case", models.UniqueConstraint(fields=["shop", "opening_key"], condition=~Q(opening_key=""), name="case_opened_once")),
    ]
