"""Orders from a file, in one place: what the pages, the program and the jobs call (O1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction

from aftercare.orders.actions.import_preview import Preview, preview
from aftercare.orders.actions.import_receive import receive_file
from aftercare.orders.actions.import_run import run_import
from aftercare.orders.actions.import_start import cancel_import, queue_import, start_import
from aftercare.orders.actions.import_tend import tend_imports
from aftercare.orders.import_models import ImportBatch
from aftercare.orders.imports.problems import FileRefused
from aftercare.orders.imports.queries import ImportView, RefusedRow, refused_row, view_of
from aftercare.orders.imports.refusals_file import refusals_csv
from aftercare.orders.imports.storage import read_chunks
from aftercare.orders.imports.terms import ImportKind, ImportState
from aftercare.shops.access import Person

__all__ = [
    "ImportReport",
    "Preview",
    "cancel_import",
    "import_file",
    "preview",
    "receive_file",
    "refusals_csv",
    "run_import",
    "start_import",
    "tend_imports",
]

TOLD_ERRORS = 1000  # refused rows that a report lists; all of them are in `refusals_csv`


@dataclass(frozen=True)
class ImportReport:
    """How an import ended. Exit status of the program: 0 all well, 1 some rows refused (2 is a raised FileRefused)."""

    batch: ImportBatch
    view: ImportView
    refusals: tuple[RefusedRow, ...]  # the first `TOLD_ERRORS`

    @property
    def status(self) -> int:
        return 1 if self.batch.refused else 0

    @property
    def counts(self) -> dict[str, int]:
        """Rows by what became of them."""
        names = ("added", "updated", "unchanged", "older", "refused")
        return {"rows": self.batch.position, **{name: getattr(self.batch, name) for name in names}}

    def to_json(self) -> dict[str, Any]:
        """`counts`, `errors`, and for a report with net amounts `money` in yuan."""
        told: dict[str, Any] = {
            "import": self.batch.pk,
            "kind": self.batch.kind,
            "dry_run": self.batch.dry_run,
            "counts": self.counts,
            "errors": [vars(row) for row in self.refusals],
        }
        if (money := self.view.money) is not None:
            told["money"] = {
                "paid_rows": money.rows,
                "mismatches": money.mismatches,
                "total": money.total.yuan,
                "net": money.net.yuan,
                "refunded": money.refunded.yuan,
            }
        return told

    @property
    def kind_label(self) -> str:
        return str(ImportKind(self.batch.kind).label)


def import_file(path: Path, shop: str, person: Person, dry_run: bool = False) -> ImportReport:
    """Import a file of this machine into the shop with that short name, here and now.

    Raises NotFound, Refused `import.role`, and FileRefused when the file cannot be used (exit status 2). Killed in the
    middle, `tend_imports` lets the worker finish it; started again by hand it doubles nothing.
    """
    batch = receive_file(person=person, shop_slug=shop, name=path.name, chunks=read_chunks(path))
    preview(person=person, batch_id=batch.pk)
    with transaction.atomic():
        queue_import(person=person, batch_id=batch.pk, dry_run=dry_run)
    state = run_import(batch_id=batch.pk)
    batch = ImportBatch.objects.select_related("shop").get(pk=batch.pk)
    if state is ImportState.FAILED:
        raise FileRefused(batch.error, **batch.error_params)
    return ImportReport(batch, view_of(batch), tuple(_refused(batch)))


def _refused(batch: ImportBatch) -> Iterator[RefusedRow]:
    return map(refused_row, islice(batch.refusals.order_by("pk").iterator(), TOLD_ERRORS))
