"""What a file is, told by its bytes and never by its name: XLSX, old XLS, or text in which encoding and with which
separator."""

import codecs
import unicodedata
from enum import Enum, auto
from pathlib import Path

from aftercare.intake.problems import FileRefused

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old .xls, and any Office file with a password
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MZ", b"\x7fELF")
_MARKUP = (b"<html", b"<!doctype", b"<?xml", b"<table", b"{")
_HEAD = 64 * 1024
_CHUNK = 1024 * 1024


class Written(Enum):
    """How a file is written."""

    TEXT = auto()
    XLSX = auto()
    XLS = auto()  # the binary form of before 2007, whatever a name says


def how_written(path: Path) -> Written:
    """What the file is by its first bytes. Raises FileRefused for an empty file or one of another kind."""
    with path.open("rb") as stream:
        head = stream.read(1024)
    if not head.strip():
        raise FileRefused("file.empty")
    if head.startswith(_ZIP):
        return Written.XLSX
    if head.startswith(_OLE):
        return Written.XLS
    if head.startswith(_OTHERS) or head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise FileRefused("file.type")
    return Written.TEXT


def find_encoding(path: Path) -> str:
    """The encoding of a text file, proven on every byte: a byte-order mark, else UTF-8, else GB18030 (E6).

    The header decides between the last two: a Chinese header that is right UTF-8 is never GBK by chance, so a broken
    byte further down is told with its line instead of turning the whole file into wrong characters.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif head.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    else:
        first = head.lstrip(b"\r\n").splitlines()[0] if head.strip() else b""
        if b"\0" in first:
            raise FileRefused("file.binary", line=1)
        encoding = "utf-8" if _decodes(first, "utf-8") else "gb18030"
        if first.isascii() and _bad_line(path, "utf-8"):
            encoding = "gb18030"
    bad = _bad_line(path, encoding)
    if bad:
        raise FileRefused("file.encoding", line=bad)
    return encoding


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _bad_line(path: Path, encoding: str) -> int | None:
    """The number of the first line that does not decode, or None."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line = 1
    with path.open("rb") as stream:
        while True:
            chunk = stream.read(_CHUNK)
            try:
                line += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeDecodeError as error:
                return line + error.object[: error.start].count(b"\n")
            if not chunk:
                return None


def find_delimiter(header: str) -> str:
    """The separator that cuts the header into most columns: comma, TAB, semicolon (E6)."""
    return max((",", "\t", ";"), key=header.count)


def name_form(header: str) -> str:
    """A header for comparing: half width, lower case, without spaces, hidden characters and the unit (元)."""
    text = unicodedata.normalize("NFKC", header).lower()
    text = "".join(
        letter for letter in text if not letter.isspace() and unicodedata.category(letter) not in ("Cf", "Cc")
    )
    return text.removesuffix("(元)").strip("'\"")
