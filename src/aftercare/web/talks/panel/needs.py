"""The block of the needs: what is kept, what the buyer's words would add, what to ask next (S5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare.chat.needs.questions import QUESTIONS
from aftercare.chat.needs.reading import Reading, read_needs
from aftercare.chat.needs.summary import summary
from aftercare.chat.needs.terms import Field, ForWhom
from aftercare.chat.needs.typed import LEAST, MOST, as_typed
from aftercare.chat.terms import Side as Writer
from aftercare.web.talks.panel.side import Side
from aftercare.web.talks.panels import NeedsForm, NeedsPanel, needs_panel

LABELS: Final[Mapping[str, Any]] = {
    **{str(name): question.label for name, question in QUESTIONS.items()},
    LEAST: _("Budget, at least"),
    MOST: _("Budget, at most"),
}
FIELDS: Final = tuple(name for name in LABELS if name != Field.BUDGET)


@dataclass(frozen=True)
class Difference:
    """One answer that two people have given differently."""

    label: Any
    theirs: str
    yours: str


class NeedsContext:
    """Everything that the block prints; `form` when it comes back, `meanwhile` says who has saved other answers."""

    def __init__(self, side: Side, form: NeedsForm | None = None, meanwhile: Any = "") -> None:
        self.side, self.form, self.meanwhile = side, form, meanwhile

    @cached_property
    def reading(self) -> Reading:
        """What the buyer's own words say."""
        return read_needs([line.text for line in self.side.lines if line.side == Writer.BUYER])

    @property
    def panel(self) -> NeedsPanel:
        side = self.side
        version = side.needs_row.version if side.needs_row else 0
        post_url = reverse("talk_needs", args=[side.pk])
        return needs_panel(side.needs, self.reading, version, post_url, self.form, side.buyers_language)

    @property
    def differences(self) -> list[Difference]:
        """Theirs beside yours; saving again keeps yours, knowingly."""
        if not self.meanwhile or self.form is None:
            return []
        theirs, yours = as_typed(self.side.needs), self.form.typed
        return [
            Difference(LABELS[name], _shown(name, theirs[name]), _shown(name, yours.get(name, "")))
            for name in FIELDS
            if theirs[name] != yours.get(name, "")
        ]

    @property
    def summary(self) -> str:
        return summary(self.side.needs)


def _shown(name: str, text: str) -> str:
    if name == Field.FOR_WHOM and text in ForWhom.values:
        return str(ForWhom(text).label)
    return "；".join(text.splitlines()) or "–"
