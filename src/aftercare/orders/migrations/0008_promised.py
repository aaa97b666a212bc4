from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('orders', '0007_coverage')]

    operations = [
        migrations.AddField('order', 'promised_at', models.DateTimeField(null=True)),
    ]
