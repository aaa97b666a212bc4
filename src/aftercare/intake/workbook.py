"""What an .xlsx file has besides cells: its sheets, its shared texts, its day zero."""

import posixpath
import re
import zipfile
import zlib
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from xml.parsers import expat

from aftercare.intake import limits
from aftercare.intake.archive import read_part
from aftercare.intake.problems import FileRefused

CHUNK = 256 * 1024
Attributes = Mapping[str, str]
EPOCH_1900 = datetime(1899, 12, 30)  # noqa: DTZ001 a wall clock: the shop's zone is added by the reader of the value
EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001 workbooks of old Macs
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class SheetEntry:
    """One sheet of the workbook: where its cells are, and whether a person sees it."""

    name: str
    part: str
    is_visible: bool


@dataclass(frozen=True)
class Workbook:
    """The sheets in the order of the tabs, and the day that Excel's counting of days starts from."""

    sheets: tuple[SheetEntry, ...]
    epoch: datetime


def read_workbook(archive: zipfile.ZipFile) -> Workbook:
    """List the sheets. Raises FileRefused when the parts are missing, odd, or point outside the file."""
    folder_of_root, targets = "", _relations(archive, "_rels/.rels")
    root = next((target for kind, _id, target in targets if kind.endswith("/officeDocument")), "xl/workbook.xml")
    main = posixpath.normpath(posixpath.join(folder_of_root, root.lstrip("/")))
    folder, name = posixpath.split(main)
    parts = {
        identifier: posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target))
        for kind, identifier, target in _relations(archive, f"{folder}/_rels/{name}.rels")
        if kind.endswith("/worksheet")
    }
    sheets: list[SheetEntry] = []
    epoch = EPOCH_1900

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal epoch
        if tag == "sheet":
            identifier = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            if identifier in parts:  # charts and dialogs are no worksheets
                visible = attributes.get("state", "visible") == "visible"
                sheets.append(SheetEntry(attributes.get("name", ""), parts[identifier], visible))
        elif tag == "workbookPr" and attributes.get("date1904", "0") in ("1", "true"):
            epoch = EPOCH_1904

    _parse(read_part(archive, main, limits.ROW_BYTES), start)
    return Workbook(tuple(sheets), epoch)


def _relations(archive: zipfile.ZipFile, name: str) -> list[tuple[str, str, str]]:
    """(type, id, target) of each relation. A relation to a place outside the file is refused (E4)."""
    found: list[tuple[str, str, str]] = []

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship":
            if attributes.get("TargetMode", "Internal") != "Internal":
                raise FileRefused("file.parts", part=attributes.get("Target", "")[:40])
            found.append((attributes.get("Type", ""), attributes.get("Id", ""), attributes.get("Target", "")))

    _parse(read_part(archive, name, limits.ROW_BYTES), start)
    return found


def new_parser() -> expat.XMLParserType:
    """A parser that takes no DOCTYPE and no entities, so that nothing can be fetched or blown up (E4)."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 64 * 1024

    def refuse(*_arguments: object) -> None:
        raise FileRefused("file.parts", part="DOCTYPE")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def _parse(data: bytes, start: Callable[[str, Attributes], None]) -> None:
    parser = new_parser()
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        raise FileRefused("file.damaged") from None


def chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A part piece by piece, unpacked as it is read; its checksum is proven at the end."""
    try:
        with archive.open(name) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, ValueError, RuntimeError):
        raise FileRefused("file.damaged") from None


class SharedTexts:
    """The workbook's shared texts, packed into one block of UTF-8: a million of them take 40 MB instead of 100."""

    def __init__(self) -> None:
        self._block = bytearray()
        self._ends = array("Q", [0])

    def append(self, text: str) -> None:
        self._block += unescape(text).encode("utf-8", "replace")
        self._ends.append(len(self._block))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, index: int) -> str:
        try:
            return self._block[self._ends[index] : self._ends[index + 1]].decode()
        except IndexError:
            raise FileRefused("file.damaged") from None


def read_shared_texts(archive: zipfile.ZipFile) -> SharedTexts:
    """All shared texts in order; pronunciation guides beside a text are left out."""
    texts = SharedTexts()
    name = next((name for name in archive.namelist() if name.lower().endswith("/sharedstrings.xml")), None)
    if name is None:
        return texts
    if archive.getinfo(name).file_size > limits.SHARED_TEXT_BYTES:
        raise FileRefused("file.unpacks")
    parts: list[str] = []
    reading = in_guide = False

    def start(tag: str, _attributes: Attributes) -> None:
        nonlocal reading, in_guide
        local = tag.rpartition(":")[2]
        reading = local == "t" and not in_guide
        in_guide = in_guide or local == "rPh"

    def end(tag: str) -> None:
        nonlocal reading, in_guide
        local = tag.rpartition(":")[2]
        reading = False
        if local == "si":
            texts.append("".join(parts))
            parts.clear()
        elif local == "rPh":
            in_guide = False

    def text(data: str) -> None:
        if reading:
            parts.append(data)

    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    try:
        for chunk in chunks(archive, name):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise FileRefused("file.damaged") from None
    return texts


def unescape(text: str) -> str:
    """Excel writes control characters as `_x000D_` and an underscore before such a form as `_x005F_`."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: _unescaped(found[0], int(found[1], 16)), text)


def _unescaped(form: str, code: int) -> str:
    if code == ord("_"):
        return "_"
    return " " if code < ord(" ") else form
