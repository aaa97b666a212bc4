"""What goes into an evidence pack: all that a case offers, and what somebody chose of it (B8)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Final, Self, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Model, QuerySet

from aftercare.accounts.terms import Role
from aftercare.cases.access import access_case
from aftercare.cases.flows.registry import flow_of
from aftercare.cases.flows.spec import State
from aftercare.cases.inputs import INPUTS
from aftercare.cases.models import BuyerMessage, Case, CaseLine, Evidence, Note
from aftercare.cases.pack.course import Course, Step, Ticked, course_of, steps_of
from aftercare.cases.pack.limits import LIMITS, Limits, refusals
from aftercare.cases.pack.masking import Masker, masker_of
from aftercare.cases.pack.packed import Packed, packed_of
from aftercare.cases.pack.told import is_note_told, state_words
from aftercare.cases.seen import Letter
from aftercare.cases.terms import Stage
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.models import Event
from aftercare.core.words import _
from aftercare.files.models import StoredFile
from aftercare.files.queries import is_shown, size_of
from aftercare.files.terms import ENDINGS, Copy, MediaType
from aftercare.shops.access import Person
from aftercare.shops.terms import Platform

EVIDENCE_TARGET: Final = "return.evidence_own"  # what every state names in which evidence is handed in
MAKERS: Final = (Role.AGENT, Role.SUPERVISOR, Role.RIGHTS_SPECIALIST)

Row = TypeVar("Row", bound=Model)

# File names are for the platform's people, whatever language the maker reads.
STAGE_NAMES: Final = {Stage.APPLICATION: "申请", Stage.INSPECTION: "验货", Stage.DISPUTE: "举证", Stage.OTHER: "其他"}

# Of each kind, the newest: as many ticks as one form may send. The page says what is left out.
MOST_FILES: Final = 300
MOST_TEXTS: Final = 300


@dataclass(frozen=True)
class Chosen:
    """What somebody ticked: files by token, messages and notes by id."""

    evidence: frozenset[str]
    messages: frozenset[int]
    notes: frozenset[int]


@dataclass(frozen=True)
class Piece:
    """One file as it is handed in. `name` is ours, never the uploader's; `label` is what the page calls it.

    `size`: bytes at most, as a picture above the platform's limit is made smaller.
    """

    name: str
    label: str
    stage: Stage
    media_type: str
    size: int
    file: StoredFile
    added_at: datetime
    added_by: str
    note: str

    @property
    def is_picture(self) -> bool:
        return self.media_type == MediaType.JPEG

    @property
    def sha256(self) -> str:
        """Of the original that the shop keeps unchanged."""
        return self.file.sha256


@dataclass(frozen=True)
class Material:
    """All that a case offers, oldest first. `left_out`: how many older files and texts there are beside it."""

    case: Case
    lines: Sequence[CaseLine]
    evidence: Sequence[Evidence]
    letters: Sequence[Letter]  # sent ones
    notes: Sequence[Note]  # those that may be ticked at all
    left_out: int = 0

    @classmethod
    def of(cls, person: Person, number: str) -> Self:
        """Read it: five queries, and one more for each kind of which something is left out. Raises NotFound on a case
        that is not theirs, Refused without one of `MAKERS`."""
        case = access_case(person, number)
        if not person.has(case.shop_id, *MAKERS):
            raise Refused(Refusal("wrong_role", _("This step belongs to another role.")))
        evidence, older = _newest(case.evidence.select_related("file", "by"), MOST_FILES)
        sent, unheard = _newest(case.messages.exclude(sent_at=None).select_related("sent_by"), MOST_TEXTS)
        notes, unread = _newest(case.notes.select_related("by"), MOST_TEXTS)
        return cls(
            case=case,
            lines=list(case.lines.select_related("order_line").order_by("id")),
            evidence=evidence,
            letters=[_letter(message) for message in sent],
            notes=[note for note in notes if is_note_told(case.flow, note.move, note.name)],
            left_out=older + unheard + unread,
        )

    @cached_property
    def course(self) -> Course:
        """What has happened, as far as the platform may read it."""
        return course_of(self.case)

    @cached_property
    def packed(self) -> list[Packed]:
        """How the goods were checked into their parcel."""
        return packed_of(self.case.order_id)

    @property
    def limits(self) -> Limits:
        return LIMITS[Platform(self.case.shop.platform)]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.case.shop.timezone)

    @property
    def state(self) -> State:
        return flow_of(self.case.flow, self.case.flow_version).state(self.case.state)

    @property
    def stands_at(self) -> Any:
        """Where the case stands, in words for the platform."""
        return state_words(flow_of(self.case.flow, self.case.flow_version), self.state)

    @property
    def due_at(self) -> datetime | None:
        """Until when evidence must be handed in; None while nobody asks for it."""
        if self.state.own_target != EVIDENCE_TARGET:
            return None
        return self.case.platform_due_at or self.case.own_due_at

    @cached_property
    def _astray(self) -> frozenset[int]:
        """Evidence that came with a parcel which is somebody else's."""
        kinds = ("case.parcel_claimed", "case.parcel_released")
        told = Event.objects.filter(subject_kind="case", subject_id=self.case.pk, kind__in=kinds).order_by("pk")
        last = {data["parcel"]: data.get("evidence", ()) for data in told.values_list("data", flat=True)}
        return frozenset(pk for pieces in last.values() for pk in pieces)

    @property
    def usual(self) -> Chosen:
        """Everything that proves something; notes are the shop's own until somebody ticks them."""
        return Chosen(
            frozenset(one.file.token for one in self.evidence if one.pk not in self._astray),
            frozenset(letter.pk for letter in self.letters),
            frozenset(),
        )

    @property
    def every(self) -> Chosen:
        """All that may be ticked beside the notes."""
        return replace(self.usual, evidence=frozenset(one.file.token for one in self.evidence))

    def choose(self, chosen: Chosen) -> "Contents":
        """What was ticked. Raises NotFound when something of it is not of this case."""
        are_ours = (
            chosen.evidence <= {one.file.token for one in self.evidence},
            chosen.messages <= {letter.pk for letter in self.letters},
            chosen.notes <= {note.pk for note in self.notes},
        )
        if not all(are_ours):
            raise NotFound(self.case.number)
        return Contents(self, chosen)


@dataclass(frozen=True)
class Contents:
    """A pack to be."""

    material: Material
    chosen: Chosen

    @cached_property
    def masked(self) -> Masker:
        return masker_of(self.material.case)

    @cached_property
    def pieces(self) -> list[Piece]:
        """The files in the order in which they were added, named by number, stage and number within the stage."""
        nth: Counter[str] = Counter()
        found: list[Piece] = []
        for one in self.material.evidence:
            if one.file.token in self.chosen.evidence:
                nth[one.stage] += 1
                found.append(self._piece(one, f"{len(found) + 1:02d}-{STAGE_NAMES[Stage(one.stage)]}-{nth[one.stage]}"))
        return found

    def _piece(self, one: Evidence, stem: str) -> Piece:
        media_type, size = one.file.media_type, one.file.size
        if is_shown(one.file):
            media_type = MediaType.JPEG.value
            size = min(size_of(one.file, Copy.SHOWN), self.material.limits.largest[MediaType.JPEG])
        return Piece(
            name=f"{stem}{ENDINGS[media_type]}",
            label=one.file.name,
            stage=Stage(one.stage),
            media_type=media_type,
            size=size,
            file=one.file,
            added_at=one.at,
            added_by=one.by.name if one.by else "",
            note=self.masked(one.note),
        )

    @property
    def weight(self) -> int:
        """Bytes of the files at most."""
        return sum(piece.size for piece in self.pieces)

    @property
    def refusals(self) -> list[Refusal]:
        """Why the platform would not take it; empty when it would."""
        return refusals(self.material.limits, self.pieces)

    @property
    def letters(self) -> list[Letter]:
        """Messages that were sent to the buyer, masked."""
        ticked = (letter for letter in self.material.letters if letter.pk in self.chosen.messages)
        return [letter._replace(text=self.masked(letter.text)) for letter in ticked]

    @property
    def steps(self) -> list[Step]:
        """What happened, oldest first, with the notes that were ticked."""
        material = self.material
        pieces = (one.pk for one in material.evidence if one.file.token in self.chosen.evidence)
        ticked = Ticked(frozenset(pieces), self.chosen.messages)
        told = [replace(step, text=self.masked(step.text)) for step in steps_of(material.case, material.course, ticked)]
        notes = (note for note in material.notes if note.pk in self.chosen.notes)
        told += [
            Step(note.at, note.by.name if note.by else "", label_of(note), self.masked(note.text)) for note in notes
        ]
        return sorted(told, key=lambda step: step.at)


def _newest(rows: QuerySet[Row], most: int) -> tuple[list[Row], int]:
    """The newest of them, oldest first, and how many older ones there are."""
    found = list(rows.order_by("-pk")[: most + 1])
    older = rows.count() - most if len(found) > most else 0
    return found[:most][::-1], older


def _letter(message: BuyerMessage) -> Letter:
    by = message.sent_by.name if message.sent_by else None
    return Letter(message.pk, message.template, message.text, message.at, message.sent_at, by)


def label_of(note: Note) -> Any:
    """What a note is: the text that its step asked for by name, such as the public reply, or words beside."""
    return INPUTS[note.name].label if note.name in INPUTS else _("Note")
