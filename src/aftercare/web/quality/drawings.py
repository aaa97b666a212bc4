"""Drawings of weeks: what they were drawn from, and the same lots cast again."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse

from aftercare.quality.models import Drawing, DrawnLayer
from aftercare.quality.queries import PAGE, drawings_page, layers_of
from aftercare.quality.results import drawn_again
from aftercare.quality.terms import Layer
from aftercare.shops.access import Person
from aftercare.web.quality.contexts import read_id, week_words


@dataclass(frozen=True)
class DrawingRow:
    """One week of the list."""

    row: Any  # Drawing with `drawn` and `scored`
    week: str
    address: str


class DrawingsContext:
    """The newest first."""

    def __init__(self, person: Person, shop_ids: frozenset[int], query: QueryDict) -> None:
        if set(query) - {"after", "shop"}:
            raise BadRequest("unknown key")
        self.person, self.shop_ids, self.after = person, shop_ids, read_id(query, "after")

    @cached_property
    def _found(self) -> list[Drawing]:
        return drawings_page(self.person, self.shop_ids, self.after)

    @property
    def rows(self) -> list[DrawingRow]:
        return [
            DrawingRow(row, week_words(row.week), reverse("quality_drawing", args=[row.pk]))
            for row in self._found[:PAGE]
        ]

    @property
    def more_url(self) -> str:
        if len(self._found) <= PAGE:
            return ""
        return f"{reverse('quality_drawings')}?{urlencode({'after': self._found[PAGE - 1].pk})}"


@dataclass(frozen=True)
class LayerRow:
    """One layer of an agent's week."""

    row: DrawnLayer
    label: Any
    drawn: list[int]  # conversations
    chance: str  # per cent of its size


class DrawingContext:
    """One drawing with its layers by agent."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.week = week_words(drawing.week)

    @cached_property
    def layers(self) -> list[LayerRow]:
        return [
            LayerRow(row, Layer(row.layer).label, drawn := _talks(row), f"{len(drawn) * 100 / row.size:.0f}%")
            for row in self._rows
        ]

    @cached_property
    def _rows(self) -> list[DrawnLayer]:
        return layers_of(self.drawing)

    @property
    def is_same(self) -> bool:
        """Whether seed and frames give just the samples that there are."""
        kept = {(row.agent_id, row.layer): talks for row in self._rows if (talks := _talks(row))}
        return kept == {key: sorted(talks) for key, talks in drawn_again(self.drawing, self._rows).items()}

    @property
    def talks(self) -> int:
        return sum(row.size for row in self._rows)

    @property
    def samples(self) -> int:
        return sum(len(one.drawn) for one in self.layers)


def _talks(row: DrawnLayer) -> list[int]:
    return sorted(sample.conversation_id for sample in row.samples.all())
