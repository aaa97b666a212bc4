"""What is wanted in the box, and whether what was scanned belongs there. Pure (O9).

Source A, (六)规避其他纠纷: 在处理订单的过程中一定要仔细、认真核对订单信息和收货地址,确保订单不会漏发或者错发.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final
from urllib.parse import urlsplit

from aftercare.core.text import clean
from aftercare.core.words import Choices, _
from aftercare.dispatch.terms import LONGEST_CODE

MOST_GRAMS: Final = 1_000_000
LONGEST_LINK: Final = 500


class Hold(Choices):
    """Why an order is not packed now. A supervisor may let it pass."""

    NO_SLIP = "no_slip", _("No slip was printed for it: print one first.")
    OUTDATED = "outdated", _("Address, goods, courier or notes are not those of the printed slip: print a new one.")
    HELD = "held", _("The agents hold it back: do not send it before they let it go.")
    CASE = "case", _("A refund or exchange of it is open: do not send it, ask the agent.")
    REFUNDED = "refunded", _("All of it is refunded already: send nothing, ask the agent.")
    SHORT = "short", _("Goods of it are out of stock, and the buyer has not chosen anything else.")
    FREIGHT = "freight", _("The buyer has still to make up the freight.")
    MISSING = "missing", _("Pieces are missing in the box.")


class Verdict(Enum):
    """What a scan says."""

    RIGHT = "right"
    WRONG = "wrong"  # nothing of this order has that code
    TOO_MANY = "too_many"  # it belongs here, but there are enough of it
    UNSURE = "unsure"  # several lines have that code, and they are different goods


@dataclass(frozen=True)
class Wanted:
    """One line in the box. `codes` are all that may be scanned for it, normal form; none: it is checked by eye."""

    line_id: int
    title: str
    sku: str
    code: str
    pieces: int
    codes: frozenset[str] = field(default_factory=frozenset)
    is_changed: bool = False  # other goods than were ordered, as the buyer agreed


Scanned = Mapping[str, int]  # pieces by line id as text: it is kept as JSON


def normal(text: str) -> str:
    """Half width, upper case, no spaces: as scanners and keyboards differ."""
    return "".join(clean(unicodedata.normalize("NFKC", text)).split()).upper()[:LONGEST_CODE]


def judge(code: str, wanted: Sequence[Wanted], scanned: Scanned) -> tuple[Verdict, Wanted | None]:
    """What one more piece with that code (normal form) means, and which line it is for."""
    lines = [line for line in wanted if code and code in line.codes]
    if not lines:
        return Verdict.WRONG, None
    if len({line.code for line in lines}) > 1:
        return Verdict.UNSURE, lines[0]
    open_line = next((line for line in lines if left_of(line, scanned)), None)
    return (Verdict.RIGHT, open_line) if open_line else (Verdict.TOO_MANY, lines[0])


def left_of(line: Wanted, scanned: Scanned) -> int:
    """Pieces that are still to be scanned."""
    return max(line.pieces - scanned.get(str(line.line_id), 0), 0)


def missing(wanted: Sequence[Wanted], scanned: Scanned) -> list[tuple[Wanted, int]]:
    """Lines that are not complete, with how many pieces they lack."""
    return [(line, left) for line in wanted if (left := left_of(line, scanned))]


def codes_of(merchant_code: str, others: Sequence[str]) -> frozenset[str]:
    """All that may be scanned for a line: its merchant code, the product's own code and barcode."""
    return frozenset(filter(None, (normal(merchant_code), *(normal(one) for one in others))))


def finish_problems(grams: int | None, video: str) -> dict[str, Any]:
    """What is wrong with what was typed beside the scans, by field."""
    problems: dict[str, Any] = {}
    if grams is not None and not 1 <= grams <= MOST_GRAMS:
        problems["grams"] = _("Between 1 and %(most)s grams.") % {"most": MOST_GRAMS}
    if video and not _is_https(video):
        problems["video"] = _("Enter a full address that begins with https://.")
    return problems


def _is_https(link: str) -> bool:
    if len(link) > LONGEST_LINK or any(sign.isspace() or sign in '<>"\\`' for sign in link):
        return False
    try:
        parts = urlsplit(link)
        _port = parts.port
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
