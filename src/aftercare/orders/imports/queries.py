"""Reads for the pages of the import: history, one import, its refused rows."""

from dataclasses import dataclass

from aftercare.core.errors import Refusal
from aftercare.core.money import Money
from aftercare.orders.import_models import ImportBatch, ImportRefusal
from aftercare.orders.imports.access import access_batch, visible_batches
from aftercare.orders.imports.terms import ImportState
from aftercare.orders.imports.words import SENTENCES
from aftercare.shops.access import Person

PAGE = 50
ACTIVE = (ImportState.QUEUED, ImportState.RUNNING)


@dataclass(frozen=True)
class HistoryPage:
    """Imports, newest first; `next_before` is the id to pass for the following page, None on the last."""

    batches: tuple[ImportBatch, ...]
    next_before: int | None


def import_history(person: Person, *, shop_id: int | None = None, before: int | None = None) -> HistoryPage:
    """The imports a person may see, by keyset; one query whatever the number of rows."""
    batches = visible_batches(person).select_related("shop", "uploaded_by", "started_by").order_by("-pk")
    if shop_id is not None:
        batches = batches.filter(shop_id=shop_id)
    if before is not None:
        batches = batches.filter(pk__lt=before)
    found = list(batches[: PAGE + 1])
    return HistoryPage(tuple(found[:PAGE]), found[PAGE - 1].pk if len(found) > PAGE else None)


@dataclass(frozen=True)
class MoneyCheck:
    """The invariant of the short report over its paid rows: net + refunded = total (platforms.md 3.9)."""

    rows: int
    mismatches: int
    total: Money
    net: Money
    refunded: Money

    @property
    def holds(self) -> bool:
        return self.mismatches == 0 and self.net + self.refunded == self.total


@dataclass(frozen=True)
class ImportView:
    """One import with what a page says about it. `percent` is None while the number of rows is not known."""

    batch: ImportBatch
    percent: int | None
    is_active: bool
    error: Refusal | None
    money: MoneyCheck | None

    @property
    def accepted(self) -> int:
        """Rows that are in: added, updated, or as they were."""
        return self.batch.position - self.batch.refused


def import_view(person: Person, batch_id: int) -> ImportView:
    """One import. Raises NotFound."""
    return view_of(access_batch(person, batch_id))


def view_of(batch: ImportBatch) -> ImportView:
    """What there is to say about an import that was fetched before."""
    expected = batch.rows_expected
    error = Refusal(batch.error, SENTENCES[batch.error], batch.error_params) if batch.error else None
    money = None
    if batch.paid_rows:
        money = MoneyCheck(batch.paid_rows, batch.paid_mismatches, batch.sum_total, batch.sum_net, batch.sum_refunded)
    percent = min(100, batch.position * 100 // expected) if expected else None
    return ImportView(batch, percent, ImportState(batch.state) in ACTIVE, error, money)


@dataclass(frozen=True)
class RefusedRow:
    """One refused row as a page or a file prints it."""

    line: int
    column: str
    value: str
    code: str
    reason: str


@dataclass(frozen=True)
class RefusalsPage:
    """Refused rows in the order of the file; `next_after` is the id to pass for the following page."""

    rows: tuple[RefusedRow, ...]
    next_after: int | None


def refused_rows(person: Person, batch_id: int, *, after: int | None = None) -> RefusalsPage:
    """A page of the refused rows of one import, by keyset (rows are stored in the order of the file)."""
    refusals = access_batch(person, batch_id).refusals.order_by("pk")
    if after is not None:
        refusals = refusals.filter(pk__gt=after)
    found = list(refusals[: PAGE + 1])
    return RefusalsPage(tuple(map(refused_row, found[:PAGE])), found[PAGE - 1].pk if len(found) > PAGE else None)


def refused_row(refusal: ImportRefusal) -> RefusedRow:
    """The stored refusal with its sentence in the reader's language."""
    sentence = Refusal(refusal.code, SENTENCES[refusal.code], refusal.params)
    return RefusedRow(refusal.line, refusal.column, refusal.value, refusal.code, str(sentence))
