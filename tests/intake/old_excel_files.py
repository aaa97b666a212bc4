"""Old .xls workbooks, made by code: just enough of the format (OLE2 with one stream, BIFF8 records)."""

import struct
from collections.abc import Sequence

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
Cell = str | float | None


def xls_file(rows: Sequence[Sequence[Cell]], *, hidden: Sequence[str] = (), first_row: int = 0) -> bytes:
    """A workbook whose first sheet has these rows; texts are texts, numbers numbers, None an empty cell."""
    sheet = _sheet(rows, first_row)
    names = ["Sheet1", *hidden]
    bound = [_record(0x85, struct.pack("<IBB", 0, index > 0, 0) + _short(name)) for index, name in enumerate(names)]
    head = _bof(5) + _record(0x42, struct.pack("<H", 1200))
    start = len(head) + sum(map(len, bound)) + len(_record(0x0A, b""))
    offsets = [start + index * len(sheet) for index in range(len(names))]
    sheets = [
        _record(0x85, struct.pack("<IBB", offset, index > 0, 0) + _short(name))
        for index, (name, offset) in enumerate(zip(names, offsets, strict=True))
    ]
    return _ole(head + b"".join(sheets) + _record(0x0A, b"") + sheet * len(names))


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _bof(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _short(text: str) -> bytes:
    return struct.pack("<BB", len(text), 1) + text.encode("utf-16-le")


def _sheet(rows: Sequence[Sequence[Cell]], first_row: int) -> bytes:
    width = max(map(len, rows), default=0)
    parts = [_bof(0x10), _record(0x0200, struct.pack("<IIHHH", first_row, first_row + len(rows), 0, width, 0))]
    for at, cells in enumerate(rows, start=first_row):
        for column, cell in enumerate(cells):
            place = struct.pack("<HHH", at, column, 0)
            if isinstance(cell, str):
                parts.append(_record(0x0204, place + struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")))
            elif cell is not None:
                parts.append(_record(0x0203, place + struct.pack("<d", cell)))
    return b"".join([*parts, _record(0x0A, b"")])


def _ole(stream: bytes) -> bytes:
    stream = stream.ljust(4096, b"\0")
    count = -(-len(stream) // _SECTOR)
    fat_count = -(-(count + 2) // 127)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, fat_count, fat_count, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *range(fat_count), *[_FREE] * (109 - fat_count))
    first = fat_count + 1
    chain = [*range(first + 1, first + count), _END]
    table = [*[_FAT] * fat_count, _END, *chain]
    fat = struct.pack(f"<{fat_count * 128}I", *table, *[_FREE] * (fat_count * 128 - len(table)))
    folder = _entry("Root Entry", 5, child=1, start=_END, size=0) + _entry("Workbook", 2, _FREE, first, len(stream))
    return header + fat + folder.ljust(_SECTOR, b"\0") + stream.ljust(count * _SECTOR, b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2, kind, 1, _FREE, _FREE, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)
