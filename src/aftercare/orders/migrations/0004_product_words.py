"""Products that stand in the table become findable (B16). A migration of its own: rows that were changed keep their
table from being altered in the same transaction."""

from django.db import migrations

from aftercare.orders.catalogue.words import product_words

BATCH = 500


def find_words(apps, schema_editor):
    product = apps.get_model("orders", "Product")
    found = []
    for row in product.objects.only("code", "title").iterator(chunk_size=BATCH):
        row.words = product_words(row.code, row.title, "", ())
        found.append(row)
        if len(found) == BATCH:
            product.objects.bulk_update(found, ["words"])
            found.clear()
    product.objects.bulk_update(found, ["words"])


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_catalogue")]
    operations = [migrations.RunPython(find_words, migrations.RunPython.noop, elidable=True)]
