from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("refundreports", "0001_initial")]

    operations = [migrations.AddField("platformrefund", "booked", models.JSONField(default=dict))]
