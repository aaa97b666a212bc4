"""What one kind of case has beyond the others: kept values, contacts, costs, verdicts, which columns its lines need."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aftercare.accounts.terms import Department
from aftercare.cases.around import Around
from aftercare.cases.inputs import INPUTS
from aftercare.cases.queries import Standing
from aftercare.cases.seen import Booked, Judged, Talk
from aftercare.cases.terms import Channel, ContactResult, CostKind, Responsible, TalkStage
from aftercare.core.money import ZERO, Money
from aftercare.web.caseline import address_of
from aftercare.web.cases.details import shown

DISPUTED = frozenset({"review", "complaint", "rights"})


class Particulars:
    """Read from the flow's table and from what its steps have left."""

    def __init__(self, standing: Standing, around: Around, at: datetime) -> None:
        self._standing, self._case = standing, standing.case
        self._around, self._at = around, at

    @property
    def earlier(self) -> Mapping[str, str]:
        """Where the earlier rows of each part are of which there are more than the page shows."""
        return {
            part: f"{address_of(self._case.number)}?earlier={part}.{key}" for part, key in self._around.more.items()
        }

    @property
    def kept(self) -> list[tuple[Any, Any]]:
        return list(shown(self._case.details, self._at))

    @property
    def texts(self) -> list[tuple[Any, str]]:
        """The newest text under each name that the flow asked for."""
        newest = {note.name: note.text for note in self._around.notes if note.name}
        return [(entry.label, newest[name]) for name, entry in INPUTS.items() if name in newest]

    @property
    def talks(self) -> list[tuple[Talk, Any, Any, Any]]:
        """Contacts with the buyer, newest first: (row, channel, stage, result)."""
        return [
            (one, Channel(one.channel).label, TalkStage(one.stage).label, ContactResult(one.result).label)
            for one in self._around.talks
        ]

    @property
    def costs(self) -> list[tuple[Booked, Any, Any]]:
        """What it cost, and whom it is charged to (B6)."""
        return [(one, CostKind(one.kind).label, Responsible(one.party).label) for one in self._around.costs]

    @property
    def cost_total(self) -> Money:
        return sum((one.amount for one in self._around.costs), ZERO)

    @property
    def verdict(self) -> tuple[Judged, Any] | None:
        found = self._around.verdict
        return (found, Department(found.department).label) if found else None

    @property
    def asks_money(self) -> bool:
        """Whether the lines have amounts to show."""
        return self._standing.flow.asks_money or bool(
            self._case.asked or self._case.asked_freight or self._case.granted or self._case.granted_freight
        )

    @property
    def moves_goods(self) -> bool:
        """Whether pieces come back in this kind of case."""
        return any("received_lines" in move.needs for move in self._standing.flow.moves)

    @property
    def line_columns(self) -> int:
        """Columns of the lines' table before the amounts."""
        return 7 if self.moves_goods else 2

    @property
    def may_be_refused(self) -> bool:
        """Whether the right to return decides anything here."""
        return any("refusal_allowed" in move.guards for move in self._standing.flow.moves)

    @property
    def has_dispute(self) -> bool:
        """Kinds in which the buyer complains in words: their type is shown by a part of its own (R3)."""
        return self._case.flow in DISPUTED
