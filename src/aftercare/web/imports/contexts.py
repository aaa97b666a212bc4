"""What the import pages print: history, preview, progress and result."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftercare.core.errors import Refusal
from aftercare.intake import limits
from aftercare.intake.access import IMPORTERS, why_not_import
from aftercare.intake.actions.preview_file import Preview
from aftercare.intake.changes.queries import taken_back
from aftercare.intake.families import all_profiles, profile_label
from aftercare.intake.models import ImportBatch
from aftercare.intake.problems import shorten
from aftercare.intake.queries import Figure, ImportView, RefusalsPage, import_history, refused_rows
from aftercare.intake.recognise import SHOWN_HEADER, Mapped, Use
from aftercare.intake.terms import ImportState
from aftercare.shops.access import Person, visible_shops
from aftercare.shops.models import Shop
from aftercare.shops.terms import Platform
from aftercare.web.imports.naming import SheetsContext, renamed_words
from aftercare.web.numbers import read_number
from aftercare.web.pieces.marks import Tone

TONES = {
    ImportState.UPLOADED: Tone.US,
    ImportState.UNMAPPED: Tone.SOON,
    ImportState.PREVIEWED: Tone.US,
    ImportState.QUEUED: Tone.OTHERS,
    ImportState.RUNNING: Tone.OTHERS,
    ImportState.DONE: Tone.DONE,
    ImportState.FAILED: Tone.LATE,
    ImportState.CANCELLED: Tone.REFUSED,
}
ENCODINGS = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "gb18030": "GBK", "utf-16": "UTF-16"}
MOST_SHOWN = 8  # rows of the preview; a person checks the columns, not the data


@dataclass(frozen=True)
class BatchRow:
    """One import of the history."""

    id: int
    address: str
    name: str
    shop: str
    kind: Any
    state: Any
    tone: Tone
    rows: int
    added: int
    updated: int
    refused: int
    is_dry_run: bool
    is_taken_back: bool
    who: str
    at: Any


class ImportsContext:
    """Upload form, history and remembered sheets; five queries."""

    def __init__(self, person: Person, only_shop: int | None, asked: Mapping[str, str]) -> None:
        self.shops = import_shops(person)
        self.chosen = only_shop
        page = import_history(person, shop_id=only_shop, before=read_number(asked.get("before")))
        taken = taken_back([batch.pk for batch in page.batches])
        self.rows = [batch_row(batch, is_taken_back=batch.pk in taken) for batch in page.batches]
        self.more_url = f"{reverse('imports')}?before={page.next_before}" if page.next_before else ""
        self.most_mb = limits.FILE_BYTES // limits.MIB
        self.forms = readable_forms()
        self.sheets = SheetsContext(person, only_shop)


def readable_forms() -> list[tuple[Any, list[Any]]]:
    """Every form of file that can be read, by platform; those of no platform last, without a name."""
    by_platform: dict[str, list[Any]] = {}
    for profile in all_profiles():
        by_platform.setdefault(profile.platform, []).append(profile.label)
    names = [*Platform.values, *sorted(by_platform.keys() - set(Platform.values) - {""}), ""]
    labels = dict(Platform.choices)
    return [(labels.get(name, name), by_platform[name]) for name in names if name in by_platform]


def import_shops(person: Person) -> list[Shop]:
    """The shops that the person may import into, by name."""
    ids = [shop_id for shop_id in person.shop_ids if person.has(shop_id, *IMPORTERS)]
    return list(visible_shops(person).filter(pk__in=ids, is_active=True).order_by("name", "pk"))


def batch_row(batch: ImportBatch, *, is_taken_back: bool = False) -> BatchRow:
    """One import as a row."""
    state = ImportState(batch.state)
    return BatchRow(
        id=batch.pk,
        address=reverse("import", args=[batch.pk]),
        name=batch.file_name,
        shop=batch.shop.name,
        kind=profile_label(batch.kind),
        state=state.label,
        tone=TONES[state],
        rows=batch.position or batch.rows_expected,
        added=batch.added,
        updated=batch.updated,
        refused=batch.refused,
        is_dry_run=batch.dry_run,
        is_taken_back=is_taken_back,
        who=batch.uploaded_by.name if batch.uploaded_by else "",
        at=batch.uploaded_at,
    )


@dataclass(frozen=True)
class ColumnView:
    """One column of the file and what is made of it."""

    header: str
    field: Any
    use: Any
    is_read: bool
    is_money: bool
    sample: str


class PreviewContext:
    """What the file is and how its first rows read."""

    def __init__(self, found: Preview) -> None:
        inspection = found.inspection
        shape = inspection.shape
        self.kind = inspection.profile.label
        self.rows = inspection.survey.rows
        self.form = _form(inspection.form.encoding, inspection.form.sheet)
        self.unread_sheets = (*inspection.form.other_sheets, *inspection.form.hidden_sheets)
        self.is_merged = inspection.survey.is_merged
        self.note = inspection.profile.note
        self.new_words = list(inspection.unknown.items())
        samples = inspection.sample_table()[:MOST_SHOWN]
        first = samples[0] if samples else {}
        self.columns = [
            ColumnView(
                header=shorten(column.header, SHOWN_HEADER),
                field=column.field.label if column.field else "",
                use=column.use.label,
                is_read=column.use is Use.READ,
                is_money=bool(column.field and column.field.reads.is_money),
                sample=first.get(column.field.code, "") if column.field else "",
            )
            for column in shape.columns
        ]
        self.unknown = [shorten(name, SHOWN_HEADER) for name in inspection.unknown_columns]
        fields = [column.field for column in shape.read if column.field]
        self.shown = [field for field in fields if any(row.get(field.code) for row in samples)]
        self.heads = [(field.label, field.reads.is_money) for field in self.shown]
        self.table = [[(row.get(field.code, ""), field.reads.is_money) for field in self.shown] for row in samples]
        self.problems = [
            (problem.line, problem.column, problem.value, str(problem.refusal)) for problem in inspection.problems[:10]
        ]
        self.problem_count = len(inspection.problems)
        self.same_file = batch_row(found.same_file) if found.same_file else None
        self.renamed = renamed_words(found.renamed)

    @property
    def read_count(self) -> int:
        return sum(column.is_read for column in self.columns)

    @property
    def is_all_refused(self) -> bool:
        """Whether every row was looked at, and none can be taken."""
        return self.problem_count == self.rows


class BatchContext:
    """One import: what it is, how far it is, what became of it."""

    def __init__(self, view: ImportView, person: Person, preview: Preview | None = None) -> None:
        batch = view.batch
        self.view, self.batch = view, batch
        self.row = batch_row(batch)
        self.address = self.row.address
        self.state = ImportState(batch.state)
        self.preview = PreviewContext(preview) if preview else None
        refusal: Refusal | None = why_not_import(person, batch.shop_id)
        self.refusal = str(refusal) if refusal else ""
        self.refusals: RefusalsPage | None = None
        self.more_url = ""

    def with_refusals(self, person: Person, after: int | None) -> "BatchContext":
        """Adds a page of refused rows."""
        if self.batch.refused:
            self.refusals = refused_rows(person, self.batch.pk, after=after)
            following = self.refusals.next_after
            self.more_url = f"{self.address}refused/?after={following}" if following else ""
        return self

    @property
    def is_active(self) -> bool:
        return self.view.is_active

    @property
    def new_words(self) -> list[tuple[str, int]]:
        """Words of the platform that mean nothing here yet, with how often they stand."""
        return list(self.batch.unknown.items())

    @property
    def sums(self) -> list[Figure]:
        """The family's sums that no equation shows."""
        return [] if self.view.balance else list(self.view.figures)

    @property
    def is_queued(self) -> bool:
        return self.state is ImportState.QUEUED

    @property
    def is_over(self) -> bool:
        return self.state in (ImportState.DONE, ImportState.FAILED, ImportState.CANCELLED)

    @property
    def mapped(self) -> Mapped | None:
        """Who named the columns that the file is read by; None for a report."""
        kept = self.batch.mapping.get("mapped")
        return Mapped.of_json(kept) if kept else None

    @property
    def waits_for_names(self) -> bool:
        return self.state is ImportState.UNMAPPED

    @property
    def can_rename(self) -> bool:
        """Whether the columns can be named anew: nothing is written yet."""
        return self.mapped is not None and self.can_start

    @property
    def can_start(self) -> bool:
        """From a preview, or after a dry run."""
        return self.state is ImportState.PREVIEWED or (self.state is ImportState.DONE and self.batch.dry_run)

    @property
    def has_nothing_to_import(self) -> bool:
        """Whether all rows would be refused, as the preview or the dry run has seen."""
        if self.preview is not None:
            return self.preview.is_all_refused
        return self.batch.dry_run and self.is_all_refused

    @property
    def is_all_refused(self) -> bool:
        """Whether no row that was read has been taken."""
        return 0 < self.batch.position == self.batch.refused

    @property
    def can_continue(self) -> bool:
        return self.state is ImportState.FAILED and bool(self.batch.file_path)

    @property
    def figures(self) -> list[tuple[Any, int, str]]:
        """(label, count, tone) of what became of the rows."""
        batch = self.batch
        would = batch.dry_run
        return [
            (_("Would be added") if would else _("Added"), batch.added, "done"),
            (_("Would be updated") if would else _("Updated"), batch.updated, "us"),
            (_("Unchanged"), batch.unchanged, "others"),
            (_("Older than ours, left alone"), batch.older, "others"),
            (pgettext("rows of a file", "Refused"), batch.refused, "late" if batch.refused else "others"),
        ]


def _form(encoding: str, sheet: str) -> str:
    if sheet:
        return _("Excel, sheet “%(sheet)s”") % {"sheet": sheet}
    return f"CSV, {ENCODINGS.get(encoding, encoding.upper())}"
