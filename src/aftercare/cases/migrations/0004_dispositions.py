"""Good and defective pieces of a line go their own ways (B3)."""

from django.db import migrations, models
from django.db.models import Case, F, Value, When

PLACES = [
    ("", "Not inspected"),
    ("restock", "Back to stock"),
    ("defective", "Defective stock"),
    ("scrap", "Scrap"),
    ("return_to_buyer", "Back to the buyer"),
    ("not_seen", "Not in the parcel"),
]


def divide(apps, _schema):
    """What one disposition said of both: it was meant for the defective pieces where that was possible."""
    lines = apps.get_model("cases", "CaseLine").objects.exclude(good_to="")
    spoilt = When(good_to="restock", then=Value("defective")), When(good_to__gt="", then=F("good_to"))
    lines.filter(defective__gt=0).update(defective_to=Case(*spoilt))
    lines.filter(defective__gt=0, good__gt=0, good_to__in=["defective", "scrap"]).update(good_to="restock")
    lines.filter(defective__gt=0, good=0).update(good_to="")


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_every_flow")]
    operations = [
        migrations.RenameField("caseline", "disposition", "good_to"),
        migrations.AddField(
            "caseline", "defective_to", models.CharField(blank=True, choices=PLACES, default="", max_length=16)
        ),
        migrations.RunPython(divide, migrations.RunPython.noop),
    ]
