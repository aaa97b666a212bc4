from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("key", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("began_at", models.DateTimeField()),
                ("count", models.PositiveIntegerField()),
            ],
            options={"indexes": [models.Index(fields=["began_at"], name="tally_by_age")]},
        ),
    ]
