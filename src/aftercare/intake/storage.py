"""Where uploaded files lie until their rows are in: random names, readable by the program's own user only (D1, D11).

A file holds names, phones and addresses in plain text, so it is removed as soon as it is not needed any more.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from django.conf import settings

from aftercare.core.text import clean
from aftercare.files.storage import free_bytes, says_full
from aftercare.files.terms import DISK_RESERVE
from aftercare.intake import limits
from aftercare.intake.problems import FileRefused

FOLDER = "imports"
_ENDINGS = (".csv", ".xlsx", ".txt", ".tsv", ".xls")  # by its name; what the file really is, its content says
_EXPORTED = re.compile(r"ExportOrder(?:Detail)?List(20\d{10})(?:\d\d)?(?!\d)", re.IGNORECASE)
_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Stored:
    """A stored upload: its path below the files folder, its size in bytes, its seal."""

    path: str
    size: int
    sha256: str


def clean_name(name: str) -> str:
    """The file's name as it is shown: without folders, hidden characters and outer dots (D2: clean first, then check).

    Raises FileRefused when it is not the name of a report.
    """
    shown = clean(name.replace("\\", "/")).rpartition("/")[2].strip(". ")
    if not shown.lower().endswith(_ENDINGS):
        raise FileRefused("file.name", name=shown[-40:])
    return shown[-120:]


def exported_at(name: str, zone: ZoneInfo) -> datetime | None:
    """When the platform made the file, from a name like ExportOrderList201903121048.csv; None when it does not say."""
    found = _EXPORTED.search(name)
    if not found:
        return None
    digits = found[1]
    try:
        parts = (int(digits[:4]), *(int(digits[i : i + 2]) for i in range(4, 12, 2)))
        return datetime(*parts, tzinfo=zone)  # type: ignore[misc, arg-type]
    except ValueError:
        return None


def store(chunks: Iterable[bytes]) -> Stored:
    """Write an upload to the data folder piece by piece. Raises FileRefused above the size limit or when the disk is
    nearly full, leaving nothing."""
    if free_bytes() < DISK_RESERVE:
        raise FileRefused("file.disk_full")
    folder = Path(settings.FILES_ROOT) / FOLDER
    name = secrets.token_hex(16)
    target, size, seal = folder / name, 0, hashlib.sha256()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            for chunk in chunks:
                size += len(chunk)
                if size > limits.FILE_BYTES:
                    raise FileRefused("file.too_large", limit=limits.FILE_BYTES // limits.MIB)
                seal.update(chunk)
                stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException as error:
        target.unlink(missing_ok=True)
        if says_full(error):
            raise FileRefused("file.disk_full") from error
        raise
    return Stored(str(PurePosixPath(FOLDER) / name), size, seal.hexdigest())


def read_chunks(path: Path) -> Iterable[bytes]:
    """A file of this machine in pieces, as an upload would come."""
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def stored_path(relative: str) -> Path:
    """Where a stored upload lies. Raises FileRefused when it was removed."""
    path = Path(settings.FILES_ROOT) / relative
    if not relative or not path.is_file():
        raise FileRefused("file.gone")
    return path


def check_seal(path: Path, sha256: str) -> None:
    """Raises FileRefused when the stored file is not what was uploaded."""
    seal = hashlib.sha256()
    for chunk in read_chunks(path):
        seal.update(chunk)
    if seal.hexdigest() != sha256:
        raise FileRefused("file.changed")


def remove(relative: str) -> None:
    """Remove a stored upload; one that is gone already is fine."""
    if relative:
        (Path(settings.FILES_ROOT) / relative).unlink(missing_ok=True)


def strays(known: set[str], older_than: datetime) -> list[str]:
    """Stored uploads that belong to no import: left behind by a process that died between file and row."""
    folder = Path(settings.FILES_ROOT) / FOLDER
    if not folder.is_dir():
        return []
    found = [(f"{FOLDER}/{path.name}", path.stat().st_mtime) for path in folder.iterdir()]
    return [relative for relative, changed in found if relative not in known and changed < older_than.timestamp()]
