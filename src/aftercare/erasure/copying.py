"""A buyer's copy of their data: one ZIP with JSON for machines, a sheet for people, and the files they sent (U4)."""

import json
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZipFile

from django.db.models import Model

from aftercare.core.money import Money
from aftercare.core.personal import Kept, walk
from aftercare.files import storage
from aftercare.files.models import StoredFile
from aftercare.files.terms import MEGABYTE, Copy

PIECE: Final = 500
MOST_FILES: Final = 200
MOST_BYTES: Final = 200 * MEGABYTE
Section = tuple[Any, str, list[dict[str, str]]]  # label, table, its rows


@dataclass(frozen=True)
class CopyOf:
    """What is known of a buyer. `files` are those that go in, the newest first; `left_out` counts those that do not:
    too many or too large for one copy, or no longer on the disk."""

    sections: list[Section]
    files: list[StoredFile]
    left_out: int


def data_of(customers: Collection[int]) -> CopyOf:
    """Everything of these customers by table, and their files. Masks and hashes are ours and are left out."""
    sections, found = [], {"customer": sorted(customers)}
    for one, ids, _found in walk(found):
        found = _found
        rows = list(_rows(one, ids)) if one.is_copied and ids else []
        if rows:
            sections.append((one.label, one.model._meta.db_table, rows))
    known = StoredFile.objects.filter(pk__in=found.get("file", [])).order_by("-pk")
    files: list[StoredFile] = []
    room = MOST_BYTES
    for file in known[:MOST_FILES]:
        if file.size <= room and storage.path_of(file.token, Copy.ORIGINAL).exists():
            room -= file.size
            files.append(file)
    return CopyOf(sections, files, known.count() - len(files))


def _rows(one: Kept, ids: list[int]) -> Iterator[dict[str, str]]:
    names = [name for name in (*one.told, *one.erase) if not name.endswith(("_hash", "_mask"))]
    for start in range(0, len(ids), PIECE):
        rows: Any = one.model._default_manager.filter(pk__in=ids[start : start + PIECE]).order_by("pk")
        for row in rows.only("pk", *names):
            yield {"id": str(row.pk), **{name: _text(row, name) for name in names if _text(row, name)}}


def _text(row: Model, name: str) -> str:
    value = getattr(row, name)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, Money):
        return value.yuan
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)


def pack(copy: CopyOf, sheet: BinaryIO, made: dict[str, str], note: str) -> BinaryIO:
    """The ZIP on disk, to be read from the beginning. `sheet` is the same for people; `made` says by whom and when;
    `note` stands beside the files when some are left out."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        counted = {"files": len(copy.files), "files_left_out": copy.left_out}
        told = {"made": {**made, **counted}, "data": {table: rows for _label, table, rows in copy.sections}}
        archive.writestr("data.json", json.dumps(told, ensure_ascii=False, indent=1))
        archive.writestr("data.xlsx", sheet.read())
        for one in copy.files:
            archive.write(storage.path_of(one.token, Copy.ORIGINAL), f"files/{one.pk}-{one.name}")
        if note:
            archive.writestr("files/README.txt", note)
    file.seek(0)
    return file
