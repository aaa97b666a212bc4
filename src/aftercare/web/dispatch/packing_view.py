"""What the packing page prints: big type, a verdict after every scan (O9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.core.errors import Refusal
from aftercare.dispatch.contents import Contents, contents_of
from aftercare.dispatch.models import Packing
from aftercare.dispatch.packing import own_packing, packed_last
from aftercare.dispatch.packing_rules import Verdict, Wanted, left_of, missing
from aftercare.files.models import StoredFile
from aftercare.shops.access import Person
from aftercare.web.cases.record import KINDS
from aftercare.web.pieces.parts import Evidence


@dataclass(frozen=True)
class BoxLine:
    """One line on the table."""

    line: Wanted
    scanned: int
    left: int
    is_short: bool
    is_refunded: bool

    @property
    def is_full(self) -> bool:
        return not self.left

    @property
    def by_eye(self) -> bool:
        return not self.line.codes


@dataclass(frozen=True)
class Said:
    """The verdict above the table. `answer` makes the sound: right, wrong, or '' for none."""

    answer: str = ""
    title: str = ""
    text: str = ""


class PackingContext:
    """Everything that the page prints: the order on the person's table, or that there is none."""

    def __init__(self, person: Person, shop_ids: frozenset[int], at: datetime, said: Said | None = None) -> None:
        self.person, self.shop_ids, self.at, self.said = person, shop_ids, at, said or Said()

    @cached_property
    def packing(self) -> Packing | None:
        return own_packing(self.person)

    @cached_property
    def _contents(self) -> Contents | None:
        packing = self.packing
        return contents_of(packing.shop, [packing.order], self.at)[packing.order_id] if packing else None

    @property
    def contents(self) -> Contents | None:
        return self._contents

    @cached_property
    def lines(self) -> list[BoxLine]:
        packing, contents = self.packing, self._contents
        if packing is None or contents is None:
            return []
        return [
            BoxLine(
                line,
                packing.scanned.get(str(line.line_id), 0),
                left_of(line, packing.scanned),
                line.line_id in contents.short,
                line.line_id in contents.refunded,
            )
            for line in contents.wanted
        ]

    @property
    def is_complete(self) -> bool:
        return bool(self.lines) and all(line.is_full for line in self.lines)

    @property
    def done_pieces(self) -> int:
        return sum(min(line.scanned, line.line.pieces) for line in self.lines)

    @property
    def all_pieces(self) -> int:
        return sum(line.line.pieces for line in self.lines)

    @property
    def missing_text(self) -> str:
        """What is not in the box yet, by name."""
        packing, contents = self.packing, self._contents
        if packing is None or contents is None:
            return ""
        return "、".join(f"{line.title} ×{count}" for line, count in missing(contents.wanted, packing.scanned))

    @property
    def photos(self) -> list[Evidence]:
        packing = self.packing
        return packing_photos(packing) if packing else []

    @property
    def photo_url(self) -> str:
        return reverse("packing_photos", args=[self.packing.pk]) if self.packing else ""

    @cached_property
    def last(self) -> Sequence[Packing]:
        return packed_last(self.person, self.shop_ids)


def packing_photos(packing: Packing) -> list[Evidence]:
    """Pictures of the open box, the oldest first."""
    prefetch_related_objects([packing], "photos__file")  # unless it was read with them
    photos = sorted(packing.photos.all(), key=lambda photo: photo.pk)
    return [photo_item(packing.pk, photo.file) for photo in photos]


def photo_item(packing_id: int, file: StoredFile) -> Evidence:
    """What the evidence grid prints of one picture."""
    place = f"/dispatch/packing/{packing_id}/files/{file.token}/"
    if file.width is not None:
        return Evidence("picture", f"{place}thumb/", f"{place}shown/", file.name)
    return Evidence(KINDS.get(file.media_type, "document"), "", f"{place}original/", file.name)


def verdict_words(verdict: Verdict, line: Wanted | None, code: str) -> Said:
    """The scan in clear words."""
    goods = f"{line.title} {line.sku}".strip() if line else ""
    if verdict is Verdict.RIGHT:
        return Said("right", _("In the box"), goods)
    if verdict is Verdict.TOO_MANY:
        return Said("wrong", _("One too many: put it back"), goods)
    if verdict is Verdict.UNSURE:
        text = _("This code stands for several variants: scan the merchant code of the piece.")
        return Said("wrong", _("Which variant is it?"), text)
    return Said("wrong", _("Wrong item: put it back"), _("%(code)s does not belong to this order.") % {"code": code})


def refusal_words(refusal: Refusal) -> Said:
    """Why a scan led to nothing."""
    return Said("wrong", _("Stop and look"), str(refusal))


def gone_words() -> Said:
    """What the screen still shows is on the person's table no more: packed in another window, or taken over."""
    return Said(
        "wrong",
        _("This box is no longer on your table"),
        _("It was packed, set aside or taken over meanwhile: scan the slip again."),
    )


def started_words(number: Any) -> Said:
    """The order lies on the table."""
    return Said("right", _("Order %(number)s") % {"number": number}, _("Now scan each piece."))


def finished_words(number: Any) -> Said:
    """The box is closed."""
    return Said("right", _("Packed: %(number)s") % {"number": number}, _("Scan the next slip."))
