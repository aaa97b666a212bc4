"""Bring the rows of a started import in, a thousand at a time. Bears being killed and called again at any time."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import DataError, IntegrityError, transaction

from aftercare.core.events import record
from aftercare.core.money import Money
from aftercare.core.outbox import enqueue
from aftercare.core.time import now
from aftercare.orders.actions.import_preview import plain
from aftercare.orders.actions.import_start import JOB
from aftercare.orders.import_models import ImportBatch, ImportRefusal
from aftercare.orders.imports.apply import Outcome, Scope, apply_items, apply_orders, take_turn
from aftercare.orders.imports.facts import ItemFacts
from aftercare.orders.imports.kinds import Kind, recognise
from aftercare.orders.imports.lines import product_key
from aftercare.orders.imports.merge import Verdict
from aftercare.orders.imports.problems import FileRefused, RowProblem
from aftercare.orders.imports.readers import open_table
from aftercare.orders.imports.rows import ReadRow, RowReader
from aftercare.orders.imports.storage import check_seal, remove, stored_path
from aftercare.orders.imports.terms import ImportState

ROWS_AT_ONCE = 1000
LEASE = timedelta(seconds=60)  # a thousand rows take a third of a second; reading up to the resume point some seconds


class LeaseLost(Exception):
    """Another worker has the import now, or a person cancelled it: this one stops without a word."""


@dataclass
class Chunk:
    """Consecutive rows that go in together; an order's items are never cut apart. `rows` counts all, good and bad."""

    good: list[tuple[ReadRow, int]] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return len(self.good) + len(self.problems)


def run_import(*, batch_id: int) -> ImportState:
    """Import, or go on importing, a started batch; returns the state it is left in (O1, E8).

    Rows and position are committed together under a lease with a fencing number: whatever dies, the next call goes on
    with the first row that is not in, and two workers never do the same row. A batch that another worker holds is left
    to it, with a job for when its lease runs out. Errors of the database propagate: call again.
    """
    batch = _claim(batch_id)
    if batch is None:
        return ImportState(ImportBatch.objects.values_list("state", flat=True).get(pk=batch_id))
    try:
        _import_rows(batch)
    except LeaseLost:
        batch.refresh_from_db(fields=["state"])
        return ImportState(batch.state)
    except FileRefused as refused:
        return _finish(batch, ImportState.FAILED, refused)
    return _finish(batch, ImportState.DONE)


def _claim(batch_id: int) -> ImportBatch | None:
    """Take the lease; None when there is nothing to do or somebody else is at it."""
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("shop").get(pk=batch_id)
        at = now()
        if batch.state not in (ImportState.QUEUED, ImportState.RUNNING):
            return None
        if batch.state == ImportState.RUNNING and batch.lease_until is not None and batch.lease_until > at:
            enqueue(JOB, run_at=batch.lease_until, lock=f"{JOB}:{batch.shop_id}", batch_id=batch.pk)
            return None
        batch.state, batch.lease_token, batch.lease_until = ImportState.RUNNING, batch.lease_token + 1, at + LEASE
        batch.save(update_fields=["state", "lease_token", "lease_until"])
    return batch


def _import_rows(batch: ImportBatch) -> None:
    path = stored_path(batch.file_path)
    check_seal(path, batch.file_sha256)
    with open_table(path) as table:
        shape = recognise(table.header)
        reader = RowReader(shape, ZoneInfo(batch.shop.timezone), table.epoch)
        scope = Scope(
            batch_id=batch.pk,
            shop_id=batch.shop_id,
            actor_id=batch.started_by_id,
            columns=frozenset(column.field.code for column in shape.read if column.field),
            exported_at=batch.exported_at,
            at=batch.uploaded_at,
            writes=not batch.dry_run,
        )
        rows = (reader.read(line, cells) for line, cells in table.rows(reader.wanted))
        seen: set[str] = set()
        for chunk in _chunks(rows, skip=batch.position):
            _store_chunk(batch, shape.kind, scope, chunk, seen)


def _chunks(rows: Iterator[ReadRow | RowProblem], skip: int) -> Iterator[Chunk]:
    """Cut the file into chunks, the first `skip` rows left out but still counted for the n-th equal item."""
    nth: Counter[int] = Counter()
    chunk, last_order = Chunk(), ""
    for index, row in enumerate(rows):
        order = "" if isinstance(row, RowProblem) else row.facts.platform_no
        occurrence = 0
        if isinstance(row, ReadRow) and isinstance(row.facts, ItemFacts) and row.facts.line_no is None:
            key = hash((order, *product_key(row.facts)))
            occurrence, nth[key] = nth[key], nth[key] + 1
        if index < skip:
            continue
        if chunk.rows >= ROWS_AT_ONCE and (order != last_order or chunk.rows >= 2 * ROWS_AT_ONCE):
            yield chunk
            chunk = Chunk()
        if isinstance(row, RowProblem):
            chunk.problems.append(row)
        else:
            chunk.good.append((row, occurrence))
        last_order = order
    if chunk.rows:
        yield chunk


def _store_chunk(batch: ImportBatch, kind: Kind, scope: Scope, chunk: Chunk, seen: set[str]) -> None:
    """One transaction: rows, refused rows, counts, position, lease."""
    with transaction.atomic():
        held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if held.lease_token != batch.lease_token or held.state != ImportState.RUNNING:
            raise LeaseLost
        if scope.writes:
            take_turn(scope)
        at = now()
        outcome = _apply(kind, replace(scope, at=at), chunk.good)
        outcome.problems.extend(chunk.problems)
        _count(held, chunk, outcome, seen)
        ImportRefusal.objects.bulk_create(
            ImportRefusal(
                batch=held,
                line=problem.line,
                column=problem.column,
                value=problem.value,
                code=problem.code,
                params=plain(problem.refusal),
            )
            for problem in sorted(outcome.problems, key=lambda problem: problem.line)
        )
        held.lease_until = at + LEASE
        held.save()


def _apply(kind: Kind, scope: Scope, rows: list[tuple[ReadRow, int]]) -> Outcome:
    """All rows at once; when the database refuses one of them, one by one, so that it is the only one refused."""
    try:
        with transaction.atomic():
            return apply_items(scope, rows) if kind.is_items else apply_orders(scope, [row for row, _nth in rows])
    except (DataError, IntegrityError):
        if len(rows) == 1:
            return Outcome(problems=[RowProblem(rows[0][0].line, "", "", "row.unreadable")])
    outcome = Outcome()
    for row in rows:
        single = _apply(kind, scope, [row])
        outcome.verdicts |= single.verdicts
        outcome.problems += single.problems
    return outcome


def _count(batch: ImportBatch, chunk: Chunk, outcome: Outcome, seen: set[str]) -> None:
    verdicts = Counter(_true_verdicts(batch, chunk, outcome, seen))
    batch.position += chunk.rows
    batch.refused += len(outcome.problems)
    batch.added += verdicts[Verdict.ADDED]
    batch.updated += verdicts[Verdict.UPDATED]
    batch.unchanged += verdicts[Verdict.UNCHANGED]
    batch.older += verdicts[Verdict.OLDER]
    checks = [row.check for row, _nth in chunk.good if row.check is not None and row.line in outcome.verdicts]
    batch.paid_rows += len(checks)
    batch.paid_mismatches += sum(not check.holds for check in checks)
    batch.sum_total += Money(sum(check.total.fen for check in checks))
    batch.sum_net += Money(sum(check.net.fen for check in checks))
    batch.sum_refunded += Money(sum(check.refunded.fen for check in checks))


def _true_verdicts(batch: ImportBatch, chunk: Chunk, outcome: Outcome, seen: set[str]) -> Iterator[Verdict]:
    """A dry run stores nothing, so an order that comes twice in the file would be counted as added twice."""
    for row, nth in chunk.good:
        verdict = outcome.verdicts.get(row.line)
        if verdict is None:
            continue
        if batch.dry_run and verdict is Verdict.ADDED:
            facts = row.facts
            key = facts.platform_no
            if isinstance(facts, ItemFacts):
                key = f"{key} {facts.line_no or (*product_key(facts), nth)}"
            verdict = Verdict.UNCHANGED if key in seen else verdict
            seen.add(key)
        yield verdict


def _finish(batch: ImportBatch, state: ImportState, refused: FileRefused | None = None) -> ImportState:
    """Close the import. Its file is removed when it is not needed any more: it holds personal data in plain text."""
    with transaction.atomic():
        held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if held.lease_token != batch.lease_token or held.state != ImportState.RUNNING:
            return ImportState(held.state)
        held.state, held.finished_at, held.lease_until = state, now(), None
        if refused is not None:
            held.error, held.error_params = refused.refusal.code, plain(refused.refusal)
        elif not held.dry_run:
            path, held.file_path = held.file_path, ""
            transaction.on_commit(lambda: remove(path))
        held.save()
        counts = {
            name: getattr(held, name) for name in ("position", "added", "updated", "unchanged", "older", "refused")
        }
        record(
            kind="import.finished" if refused is None else "import.failed",
            subject=("import_batch", held.pk),
            shop_id=held.shop_id,
            actor_id=held.started_by_id,
            at=held.finished_at,
            data={"dry_run": held.dry_run, "error": held.error, **counts},
        )
    return state
