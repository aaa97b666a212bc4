"""Bring the rows of a started import in, a thousand at a time. Bears being killed and called again at any time."""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import DataError, IntegrityError, connection, transaction

from aftercare.core.events import record
from aftercare.core.outbox import enqueue
from aftercare.core.time import now
from aftercare.intake.actions.preview_file import plain
from aftercare.intake.actions.start_import import JOB
from aftercare.intake.changes.keeping import keep_changes
from aftercare.intake.chunks import Chunk, cut
from aftercare.intake.families import Family, family_for
from aftercare.intake.fields import Clock
from aftercare.intake.known import running_shape
from aftercare.intake.models import ImportBatch, ImportRefusal
from aftercare.intake.problems import FileRefused, RowProblem
from aftercare.intake.readers import open_table
from aftercare.intake.rows import Outcome, ReadRow, Scope
from aftercare.intake.storage import check_seal, remove, stored_path
from aftercare.intake.terms import ImportState, Verdict

ROWS_AT_ONCE = 1000
UNKNOWN_WORDS = 50  # different ones that are counted; a column of another kind would have thousands
LEASE = timedelta(seconds=60)  # a thousand rows take a third of a second; reading up to the resume point some seconds
_TURN = 0x1A9012  # names the lock among all advisory locks of the product


class LeaseLost(Exception):
    """Another worker has the import now, or a person cancelled it: this one stops without a word."""


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
        ended = _import_rows(batch)
    except LeaseLost:
        batch.refresh_from_db(fields=["state"])
        return ImportState(batch.state)
    except FileRefused as refused:
        return _finish(batch, ImportState.FAILED, refused)
    return _finish(batch, ImportState.DONE, ended=ended)


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


def _import_rows(batch: ImportBatch) -> tuple[Family, Scope]:
    path = stored_path(batch.file_path)
    check_seal(path, batch.file_sha256)
    with open_table(path) as table:
        shape = running_shape(batch, table.header)
        family = family_for(shape.profile)
        read = family.reader(shape, Clock(ZoneInfo(batch.shop.timezone), table.epoch))
        scope = Scope(
            batch_id=batch.pk,
            shop_id=batch.shop_id,
            actor_id=batch.started_by_id,
            profile=shape.profile,
            columns=shape.codes,
            exported_at=batch.exported_at,
            at=batch.uploaded_at,
            writes=not batch.dry_run,
        )
        rows = (read(line, cells) for line, cells in table.rows(shape.wanted))
        seen: set[Hashable] = set()
        for chunk in cut(rows, skip=batch.position, size=ROWS_AT_ONCE):
            _store_chunk(batch, family, scope, chunk, seen)
    return family, scope


def _store_chunk(batch: ImportBatch, family: Family, scope: Scope, chunk: Chunk, seen: set[Hashable]) -> None:
    """One transaction: rows, refused rows, counts, position, lease."""
    with transaction.atomic():
        held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if held.lease_token != batch.lease_token or held.state != ImportState.RUNNING:
            raise LeaseLost
        if scope.writes:
            take_turn(scope.shop_id)
        at = now()
        outcome = _apply(family, replace(scope, at=at), chunk.good)
        if scope.writes:
            keep_changes(held.pk, outcome.changes, at)
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


def take_turn(shop_id: int) -> None:
    """One import at a time writes to a shop, or takes back what one wrote: two files with the same new orders in
    another order would deadlock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_TURN, shop_id])


def _apply(family: Family, scope: Scope, rows: Sequence[ReadRow]) -> Outcome:
    """All rows at once; when the database refuses one of them, one by one, so that it is the only one refused."""
    try:
        with transaction.atomic():
            return family.apply(scope, rows)
    except (DataError, IntegrityError):
        if len(rows) == 1:
            return Outcome(problems=[RowProblem(rows[0].line, "", "", "row.unreadable")])
    outcome = Outcome()
    for row in rows:
        single = _apply(family, scope, [row])
        outcome.verdicts |= single.verdicts
        outcome.problems += single.problems
        outcome.changes += single.changes
    return outcome


def _count(batch: ImportBatch, chunk: Chunk, outcome: Outcome, seen: set[Hashable]) -> None:
    verdicts = Counter(_true_verdicts(batch, chunk, outcome, seen))
    batch.position += chunk.rows
    batch.refused += len(outcome.problems)
    batch.added += verdicts[Verdict.ADDED]
    batch.updated += verdicts[Verdict.UPDATED]
    batch.unchanged += verdicts[Verdict.UNCHANGED]
    batch.older += verdicts[Verdict.OLDER]
    for row in chunk.good:
        if row.line not in outcome.verdicts:
            continue
        for code, value in (row.sums or {}).items():
            batch.sums[code] = batch.sums.get(code, 0) + value
        for word in row.unknown:
            if word in batch.unknown or len(batch.unknown) < UNKNOWN_WORDS:
                batch.unknown[word] = batch.unknown.get(word, 0) + 1


def _true_verdicts(batch: ImportBatch, chunk: Chunk, outcome: Outcome, seen: set[Hashable]) -> Iterator[Verdict]:
    """A dry run stores nothing, so an order that comes twice in the file would be counted as added twice."""
    for row in chunk.good:
        verdict = outcome.verdicts.get(row.line)
        if verdict is None:
            continue
        if batch.dry_run and verdict is Verdict.ADDED:
            key = (row.key, row.nth)
            verdict = Verdict.UNCHANGED if key in seen else verdict
            seen.add(key)
        yield verdict


def _end(family: Family, scope: Scope, at: datetime) -> None:
    """What the family does when every row is in; in the transaction that ends the import."""
    if family.finish is not None and scope.writes:
        take_turn(scope.shop_id)
        family.finish(replace(scope, at=at))


def _finish(
    batch: ImportBatch,
    state: ImportState,
    refused: FileRefused | None = None,
    ended: tuple[Family, Scope] | None = None,
) -> ImportState:
    """Close the import. Its file is removed when it is not needed any more: it holds personal data in plain text."""
    with transaction.atomic():
        held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if held.lease_token != batch.lease_token or held.state != ImportState.RUNNING:
            return ImportState(held.state)
        held.state, held.finished_at, held.lease_until = state, now(), None
        if ended is not None:
            _end(*ended, held.finished_at)
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
