"""Findings, notes and states as pages say them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from aftercare.confirmation.checks.wish_table import BY_CODE
from aftercare.confirmation.checks.wishes import EXTENSION
from aftercare.confirmation.models import Confirmation, OrderNote
from aftercare.confirmation.sentences import sentence, short
from aftercare.confirmation.terms import Ending, Level, Source, State
from aftercare.web.pieces.marks import Tone, pill

STATE_TONES: Final = {
    State.WAITING: Tone.US,
    State.ASKED: Tone.OTHERS,
    State.HELD: Tone.SOON,
    State.CONFIRMED: Tone.DONE,
    State.CLOSED: Tone.REFUSED,
}
LEVEL_TONES: Final = {
    Level.CLEAN: Tone.DONE,
    Level.BLIND: Tone.OTHERS,
    Level.LOOK: Tone.SOON,
    Level.STOP: Tone.LATE,
}
EXTENSION_LABEL: Final = gettext_lazy("Privacy number: dial the extension")
MOST_PILLS: Final = 3


@dataclass(frozen=True)
class Oddity:
    """One finding as the page of an order prints it."""

    code: str
    mark: SafeString
    text: str


@lru_cache(maxsize=512)
def _pill(code: str, level: str, _language: str) -> SafeString:
    return pill(short(code), LEVEL_TONES[Level(level)])


def oddities(row: Confirmation) -> list[Oddity]:
    """Everything that is odd, the worst first."""
    language = get_language() or ""
    return [Oddity(code, _pill(code, level, language), sentence(code, params)) for code, level, params in row.findings]


def oddity_marks(row: Confirmation) -> SafeString:
    """The worst three as pills, how many more, or that there is nothing."""
    language = get_language() or ""
    if not row.findings:
        return pill(Level.CLEAN.label, Tone.DONE)
    marks = [_pill(code, level, language) for code, level, _params in row.findings[:MOST_PILLS]]
    more = len(row.findings) - MOST_PILLS
    tail = format_html(' <span class="ac-muted ac-small">+{}</span>', more) if more > 0 else ""
    return format_html("{}{}", SafeString(" ".join(marks)), tail)


def state_mark(row: Confirmation) -> SafeString:
    """The state, or how it ended."""
    state = State(row.state)
    label = Ending(row.ending).label if state is State.CLOSED else state.label
    return pill(label, STATE_TONES[state])


def note_label(note: OrderNote) -> str:
    """The kind of wish; '' for a note in somebody's own words."""
    if note.code == EXTENSION:
        return str(EXTENSION_LABEL)
    return str(BY_CODE[note.code].label) if note.code in BY_CODE else ""


@dataclass(frozen=True)
class NoteView:
    """A note as pages print it: `label` the kind, `text` the words, `origin` who wrote it or what it comes from."""

    pk: int
    version: int
    reader: str
    reader_label: Any
    label: str
    text: str
    origin: str
    at: datetime


def note_views(notes: Sequence[OrderNote]) -> list[NoteView]:
    """In the order in which they were read."""
    return [_note_view(note) for note in notes]


def _note_view(note: OrderNote) -> NoteView:
    origin = str(Source(note.source).label)
    if note.changed_by is not None and note.source != Source.PERSON:
        origin = _("changed by %(name)s") % {"name": note.changed_by.name}
    elif note.changed_by is not None:
        origin = note.changed_by.name
    return NoteView(
        note.pk,
        note.version,
        note.reader,
        note.get_reader_display(),
        note_label(note),
        note.text,
        origin,
        note.changed_at or note.made_at,
    )
