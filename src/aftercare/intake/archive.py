"""An .xlsx file is a zip: what its directory says is checked before a byte of it is unpacked (D6, E2, E4)."""

import stat
import struct
import zipfile
from pathlib import Path, PurePosixPath

from aftercare.intake import limits
from aftercare.intake.problems import FileRefused

_END = b"PK\x05\x06"
_END_SIZE = 22
_NESTED = frozenset({".zip", ".xlsx", ".xlsm", ".xls", ".docx", ".doc", ".rar", ".7z", ".gz", ".jar", ".exe", ".bin"})
_HARMLESS_BIN = "xl/printersettings/"  # Excel keeps the printer's settings as .bin
_DATA_FROM_ELSEWHERE = ("xl/externallinks/", "xl/connections.xml", "xl/embeddings/", "xl/activex/", "xl/querytables/")
_ENCRYPTED = 0x1
_OPENING = 4096  # a DOCTYPE stands before the first element


def open_archive(path: Path) -> zipfile.ZipFile:
    """The opened zip, after all checks of its directory. Raises FileRefused; takes a few milliseconds at most."""
    _check_directory_size(path)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise FileRefused("file.damaged") from None
    try:
        for entry in archive.infolist():
            _check_entry(entry)
        _check_whole(archive)
    except BaseException:
        archive.close()
        raise
    return archive


def _check_directory_size(path: Path) -> None:
    """Read the directory's own count and size first: a directory of a million entries costs seconds to parse."""
    with path.open("rb") as stream:
        stream.seek(0, 2)
        size = stream.tell()
        stream.seek(max(0, size - 65_557))
        tail = stream.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise FileRefused("file.damaged")
    entries, directory = (
        struct.unpack("<H", tail[at + 10 : at + 12])[0],
        struct.unpack("<I", tail[at + 12 : at + 16])[0],
    )
    if entries > limits.PARTS or directory > limits.DIRECTORY_BYTES:
        raise FileRefused("file.unpacks")


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    path = PurePosixPath(name)
    lower = name.lower()
    leaves_folder = name.startswith("/") or ".." in path.parts or "\\" in name or ":" in name or "\0" in name
    nested = path.suffix.lower() in _NESTED and not lower.startswith(_HARMLESS_BIN)
    if leaves_folder or nested or stat.S_ISLNK(entry.external_attr >> 16) or lower.startswith(_DATA_FROM_ELSEWHERE):
        raise FileRefused("file.parts", part=path.name[:40])
    if entry.flag_bits & _ENCRYPTED:
        raise FileRefused("file.old_excel")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileRefused("file.resave")
    if entry.file_size > max(limits.RATIO_FROM_BYTES, entry.compress_size * limits.RATIO):
        raise FileRefused("file.unpacks")


def _check_whole(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if sum(entry.file_size for entry in entries) > limits.UNPACKED_BYTES:
        raise FileRefused("file.unpacks")
    if len({entry.filename.lower() for entry in entries}) != len(entries):
        raise FileRefused("file.damaged")
    for entry in entries:
        if entry.filename.lower().endswith((".xml", ".rels")):
            opening = read_part(archive, entry.filename, _OPENING)
            if b"<!DOCTYPE" in opening or b"<!ENTITY" in opening:
                raise FileRefused("file.parts", part=PurePosixPath(entry.filename).name[:40])


def read_part(archive: zipfile.ZipFile, name: str, length: int) -> bytes:
    """The first `length` bytes of a part."""
    try:
        with archive.open(name) as stream:
            return stream.read(length)
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, ValueError, RuntimeError, NotImplementedError):
        raise FileRefused("file.damaged") from None
