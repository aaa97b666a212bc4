"""The page of an evidence pack: all that its template prints."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.cases.flows.registry import flow_of
from aftercare.cases.models import Case, Note
from aftercare.cases.pack.contents import Chosen, Contents, Material, label_of
from aftercare.cases.pack.limits import Limits, megabytes
from aftercare.files.terms import MediaType
from aftercare.shops.access import Person
from aftercare.web.caseline import address_of, clock_of
from aftercare.web.cases.record import evidence_item
from aftercare.web.cases.sentences import LETTERS
from aftercare.web.numbers import read_number
from aftercare.web.pieces.clock import Clock
from aftercare.web.pieces.parts import Evidence

KINDS = {
    MediaType.JPEG: gettext_lazy("One picture"),
    MediaType.PDF: gettext_lazy("One PDF"),
    MediaType.MP4: gettext_lazy("One film"),
}


@dataclass(frozen=True)
class Offer:
    """Something that can be ticked; `item` is set for files."""

    value: str | int
    is_ticked: bool
    label: Any
    text: str = ""
    at: datetime | None = None
    who: str = ""
    item: Evidence | None = None


def read_chosen(data: QueryDict) -> Chosen:
    """The ticks as they were sent. Raises BadRequest."""
    return Chosen(frozenset(data.getlist("evidence")), _ids(data, "message"), _ids(data, "note"))


def _ids(data: QueryDict, name: str) -> frozenset[int]:
    numbers = [read_number(text) for text in data.getlist(name)]
    if None in numbers:
        raise BadRequest("no number")
    return frozenset(number for number in numbers if number is not None)


class PackContext:
    """What can go in, and what the present choice weighs. Without ticks in `data`: the usual choice."""

    def __init__(self, person: Person, number: str, data: QueryDict, at: datetime) -> None:
        self.at, self.number = at, number
        self.case_address, self.address = address_of(number), reverse("case_pack", args=[number])
        self._material = Material.of(person, number)
        self._chosen = read_chosen(data) if "chosen" in data else self._material.usual
        self._contents: Contents = self._material.choose(self._chosen)
        self.case: Case = self._material.case
        self.due_at = self._material.due_at
        self.limits: Limits = self._material.limits
        self.left_out = self._material.left_out

    @property
    def clock(self) -> Clock | None:
        return clock_of(self.case) if self.due_at else None

    @property
    def files(self) -> list[Offer]:
        offered = self._material.choose(self._material.every).pieces
        return [
            Offer(
                piece.file.token,
                piece.file.token in self._chosen.evidence,
                piece.stage.label,
                megabytes(piece.size),
                item=evidence_item(self.number, piece.file),
            )
            for piece in offered
        ]

    @property
    def messages(self) -> list[Offer]:
        return [
            Offer(
                letter.pk,
                letter.pk in self._chosen.messages,
                LETTERS.get(letter.template, letter.template),
                letter.text,
                letter.sent_at,
                letter.sent_by or "",
            )
            for letter in self._material.letters
        ]

    @property
    def notes(self) -> list[Offer]:
        return [
            Offer(
                note.pk,
                note.pk in self._chosen.notes,
                self._label(note),
                note.text,
                note.at,
                note.by.name if note.by else "",
            )
            for note in self._material.notes
        ]

    def _label(self, note: Note) -> Any:
        if note.name or not note.move:
            return label_of(note) if note.name else _("Internal note")
        move = flow_of(self.case.flow, self.case.flow_version).move(note.move)
        return move.label if move else label_of(note)

    # what the platform takes
    @property
    def largest(self) -> list[tuple[Any, str]]:
        """Kinds of files with the most bytes of one; None: not taken."""
        most = self.limits.largest
        return [(label, megabytes(most[kind]) if kind in most else _("not taken")) for kind, label in KINDS.items()]

    @property
    def total(self) -> str:
        return megabytes(self.limits.total)

    # what is chosen
    @property
    def count(self) -> int:
        return len(self._chosen.evidence)

    @property
    def weight(self) -> str:
        return megabytes(self._contents.weight)

    @cached_property
    def refusals(self) -> list[str]:
        """Why the platform would not take it, in sentences."""
        return [str(refusal) for refusal in self._contents.refusals]
