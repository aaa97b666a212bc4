"""What is to be done, in words."""

from typing import Any

from django.utils.translation import gettext as _

from aftercare.listings.rules import Task
from aftercare.web.pieces.marks import Tone

GOOD, FAIR = 85, 60  # scores from which on a page is good, or fair


def place_of(task: Task) -> Any:
    """Where it is to be done."""
    return task.at.label if task.at is not None else _("Title and selling points")


def sentence_of(task: Task) -> str:
    """What is to be done there, with the words and the law that forbids them."""
    if task.finding is None:
        return str(task.to_do.label)
    ban = task.finding.ban
    said = {"words": task.finding.words, "why": ban.fault.label, "law": ban.basis}
    return _("“%(words)s”: %(why)s (%(law)s)") % said


def tone_of(score: int) -> Tone:
    """Good, fair, or poor."""
    return Tone.DONE if score >= GOOD else Tone.SOON if score >= FAIR else Tone.LATE
