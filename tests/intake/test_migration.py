"""Imports of before the move: their rows stay, and the sums of the short report with them."""

from collections.abc import Iterator

import pytest
from django.db import connection
from tests.migrating import migrate, migrate_all
from tests.people import People, make_people

from aftercare.core.money import Money
from aftercare.intake.models import ImportBatch, ImportRefusal
from aftercare.intake.queries import view_of

BEFORE = [("orders", "0005_find"), ("intake", None)]
OLD = """
    INSERT INTO orders_importbatch (shop_id, state, kind, dry_run, file_name, file_path, file_size, file_sha256,
        mapping, rows_expected, position, added, updated, unchanged, older, refused, paid_rows, paid_mismatches,
        sum_total, sum_net, sum_refunded, lease_token, error, error_params)
    VALUES (%s, 'done', 'short_report', false, 'a.csv', '', 1, '', '{}', 3, 3, 2, 0, 0, 0, 1, 2, 0, 17880, 14890, 2990,
        1, '', '{}') RETURNING id
"""
REFUSAL = """
    INSERT INTO orders_importrefusal (batch_id, line, "column", value, code, params)
    VALUES (%s, 3, '', '', 'id.format', '{}')
"""


@pytest.fixture
def old(transactional_db: None) -> Iterator[tuple[People, int]]:
    """The tables as they were, with one import in them."""
    people = make_people()
    migrate(BEFORE)
    try:
        with connection.cursor() as cursor:
            cursor.execute(OLD, [people.shop.pk])
            pk = cursor.fetchone()[0]
            cursor.execute(REFUSAL, [pk])
        yield people, pk
    finally:
        migrate_all()


def test_an_import_of_before_is_read_as_ever(old: tuple[People, int]):
    people, pk = old
    migrate_all()

    batch = ImportBatch.objects.select_related("shop").get()
    assert (batch.pk, batch.shop, batch.kind, batch.position, batch.unknown) == (pk, people.shop, "short_report", 3, {})
    assert ImportRefusal.objects.filter(batch=batch).values_list("line", "code").get() == (3, "id.format")
    balance = view_of(batch).balance
    assert balance is not None
    assert (balance.rows, balance.wrong, balance.whole.value, balance.holds) == (2, 0, Money(17880), True)
    assert ImportBatch.objects.create(shop=people.shop, file_name="b.csv", file_size=1, file_sha256="").pk > pk
