"""What rows have changed in orders and their lines, as the import keeps it. Pure values; nothing here reads or writes.

A change of an order: `{"status": [before, after], …, "lines": {"17": {"paid": [before, after]}, "18": {"added":
[values]}}}`, lines by their id, the values of an added one in the order of `LINE_VALUES`. Money in fen, times in ISO.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from aftercare.core.money import Money
from aftercare.intake.rows import Change
from aftercare.orders.imports.lines import LINE_VALUES

ORDER: Final = "order"
SEEN: Final = "orders_seen"  # bookkeeping: orders of which a newer export told nothing new
PERSONAL: Final = frozenset({"receiver_name", "receiver_phone", "receiver_address", "buyer_message", "seller_memo"})
LINES: Final = "lines"
ADDED: Final = "added"
MOST_LABEL: Final = 60

Told = dict[str, Any]


@dataclass
class KeptOrders:
    """Collects what one piece of a file changes. `numbers` are the platform's, of the orders that are here; of a new
    order nothing but that it is new is kept, it goes as a whole."""

    numbers: dict[int, str]
    lines_before: dict[int, Sequence[Any]] = field(default_factory=dict)
    _new: set[int] = field(default_factory=set)
    _told: dict[int, Told] = field(default_factory=dict)
    _sealed: dict[int, Told] = field(default_factory=dict)
    _seen: list[Change] = field(default_factory=list)

    def added(self, pk: int, number: str) -> None:
        """A new order."""
        self.numbers[pk] = number
        self._new.add(pk)

    def changed(self, pk: int, columns: Iterable[tuple[str, Any, Any]]) -> None:
        """Columns of an order as (name, stored before, stored now); equal ones are left out."""
        for name, before, after in columns:
            if before != after:
                place = self._sealed if name in PERSONAL else self._told
                place.setdefault(pk, {})[name] = [plain(before), plain(after)]

    def line_added(self, order: int, pk: int, values: Sequence[Any]) -> None:
        """A new line of an order that was here."""
        if order not in self._new:
            self._line(order, pk)[ADDED] = [plain(value) for value in values]

    def line_changed(self, order: int, pk: int, values: Sequence[Any]) -> None:
        """A line as it is written now."""
        difference = differences(self.lines_before[pk], values)
        if difference and order not in self._new:
            self._line(order, pk).update(difference)

    def _line(self, order: int, pk: int) -> Told:
        lines: dict[str, Told] = self._told.setdefault(order, {}).setdefault(LINES, {})
        return lines.setdefault(str(pk), {})

    def seen(self, before: Mapping[int, datetime | None], after: datetime | None) -> None:
        """Orders that a newer export left as they are, with the time of the export that told of them before."""
        times: dict[str, list[int]] = {}
        for pk, told_at in before.items():
            times.setdefault(plain(told_at) or "", []).append(pk)
        self._seen.append(Change((SEEN, min(before)), "", told={"before": times, "after": plain(after)}))

    def as_changes(self) -> list[Change]:
        """One of each order."""
        added = [Change((ORDER, pk), self.numbers[pk][:MOST_LABEL], is_added=True) for pk in sorted(self._new)]
        changed = [
            Change((ORDER, pk), self.numbers[pk][:MOST_LABEL], False, self._told.get(pk, {}), self._sealed.get(pk, {}))
            for pk in sorted(self._told.keys() | self._sealed.keys())
        ]
        return [*added, *changed, *self._seen]


def differences(before: Sequence[Any], after: Sequence[Any]) -> Told:
    """Values of a line that differ."""
    values = zip(LINE_VALUES, before, after, strict=True)
    return {name: [plain(old), plain(new)] for name, old, new in values if old != new}


def plain(value: Any) -> Any:
    """As it is kept: fen, ISO, or the value itself."""
    if isinstance(value, Money):
        return value.fen
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value if value is None or isinstance(value, (bool, int)) else str(value)
