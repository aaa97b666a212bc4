"""Reads for the pages of the import: history, one import, its refused rows."""

from dataclasses import dataclass
from typing import Any

from aftercare.core.errors import Refusal
from aftercare.core.money import Money
from aftercare.intake.access import access_batch, visible_batches, visible_sheets
from aftercare.intake.families import family_of
from aftercare.intake.models import ImportBatch, ImportRefusal, NamedSheet
from aftercare.intake.terms import ImportState
from aftercare.intake.words import SENTENCES
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
class SheetsPage:
    """Remembered sheets, newest first; `next_before` is the id to pass for the following page, None on the last."""

    sheets: tuple[NamedSheet, ...]
    next_before: int | None


def remembered_sheets(
    person: Person, *, shop_id: int | None = None, before: int | None = None, most: int = 10
) -> SheetsPage:
    """The remembered sheets a person may see, by keyset; one query."""
    sheets = visible_sheets(person).select_related("shop", "named_by").order_by("-pk")
    if shop_id is not None:
        sheets = sheets.filter(shop_id=shop_id)
    if before is not None:
        sheets = sheets.filter(pk__lt=before)
    found = list(sheets[: most + 1])
    return SheetsPage(tuple(found[:most]), found[most - 1].pk if len(found) > most else None)


@dataclass(frozen=True)
class Figure:
    """One sum over the rows that were taken: money, or a count."""

    code: str
    label: Any
    value: Money | int

    @property
    def is_money(self) -> bool:
        return isinstance(self.value, Money)


@dataclass(frozen=True)
class Balance:
    """Sums that must agree, row by row and together (`Family.equation`). Of `rows`, `wrong` do not."""

    rows: int
    wrong: int
    parts: tuple[Figure, ...]
    whole: Figure

    @property
    def holds(self) -> bool:
        return self.wrong == 0 and sum(_plain(part.value) for part in self.parts) == _plain(self.whole.value)


def _plain(value: Money | int) -> int:
    return value.fen if isinstance(value, Money) else value


@dataclass(frozen=True)
class ImportView:
    """One import with what a page says about it. `percent` is None while the number of rows is not known."""

    batch: ImportBatch
    percent: int | None
    is_active: bool
    error: Refusal | None
    figures: tuple[Figure, ...]
    balance: Balance | None

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
    figures = _figures(batch)
    percent = min(100, batch.position * 100 // expected) if expected else None
    return ImportView(batch, percent, ImportState(batch.state) in ACTIVE, error, figures, _balance(batch, figures))


def _figures(batch: ImportBatch) -> tuple[Figure, ...]:
    """The family's sums that at least one row told, in the family's order."""
    family = family_of(batch.kind)
    return tuple(
        Figure(each.code, each.label, Money(batch.sums[each.code]) if each.is_money else batch.sums[each.code])
        for each in (family.sums if family else ())
        if each.code in batch.sums
    )


def _balance(batch: ImportBatch, figures: tuple[Figure, ...]) -> Balance | None:
    family = family_of(batch.kind)
    equation = family.equation if family else None
    told = {figure.code: figure for figure in figures}
    if equation is None or not {*equation.parts, equation.whole, equation.rows} <= told.keys():
        return None
    parts = tuple(told[code] for code in equation.parts)
    return Balance(batch.sums[equation.rows], batch.sums.get(equation.wrong, 0), parts, told[equation.whole])


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
