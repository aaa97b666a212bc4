"""A file of this machine, from receiving to the last row, here and now: what the program calls (O1)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction

from aftercare.core.money import Money
from aftercare.intake.actions.preview_file import give_up, preview
from aftercare.intake.actions.receive_file import receive_file
from aftercare.intake.actions.run_import import run_import
from aftercare.intake.actions.start_import import queue_import
from aftercare.intake.families import profile_label
from aftercare.intake.models import ImportBatch
from aftercare.intake.problems import FileRefused
from aftercare.intake.queries import ImportView, RefusedRow, refused_row, view_of
from aftercare.intake.storage import read_chunks
from aftercare.intake.terms import ImportState
from aftercare.shops.access import Person

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
        """`counts`, `errors`, the family's `sums` (money in yuan), and `unknown` words with how often they stand."""
        told: dict[str, Any] = {
            "import": self.batch.pk,
            "kind": self.batch.kind,
            "dry_run": self.batch.dry_run,
            "counts": self.counts,
            "errors": [vars(row) for row in self.refusals],
        }
        if self.view.figures:
            told["sums"] = {figure.code: _plain(figure.value) for figure in self.view.figures}
        if self.batch.unknown:
            told["unknown"] = self.batch.unknown
        return told

    @property
    def kind_label(self) -> str:
        return str(profile_label(self.batch.kind))


def import_file(
    path: Path, shop: str, person: Person, dry_run: bool = False, families: Collection[str] = ()
) -> ImportReport:
    """Import a file of this machine into the shop with that short name, here and now; of these families only, if any.

    Raises NotFound, Refused `import.role`, and FileRefused when the file cannot be used (exit status 2). Killed in the
    middle, `tend_imports` lets the worker finish it; started again by hand it doubles nothing.
    """
    batch = receive_file(person=person, shop_slug=shop, name=path.name, chunks=read_chunks(path))
    try:
        inspection = preview(person=person, batch_id=batch.pk).inspection
    except FileRefused as refused:  # also columns that nobody knows: whoever calls this still has the file
        give_up(batch, refused)
        raise
    if families and inspection.family.code not in families:
        foreign = FileRefused("kind.foreign", kind=inspection.profile.label)
        give_up(batch, foreign)
        raise foreign
    with transaction.atomic():
        queue_import(person=person, batch_id=batch.pk, dry_run=dry_run)
    state = run_import(batch_id=batch.pk)
    batch = ImportBatch.objects.select_related("shop").get(pk=batch.pk)
    if state is ImportState.FAILED:
        raise FileRefused(batch.error, **batch.error_params)
    return ImportReport(batch, view_of(batch), tuple(_refused(batch)))


def _plain(value: Money | int) -> str | int:
    return value.yuan if isinstance(value, Money) else value


def _refused(batch: ImportBatch) -> Iterator[RefusedRow]:
    return map(refused_row, islice(batch.refusals.order_by("pk").iterator(), TOLD_ERRORS))
