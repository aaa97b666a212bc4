"""What an effect gets: the locked case, the facts, who moves it, the inputs; and where it puts its changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aftercare.cases.facts import Attempt
from aftercare.cases.flows.spec import Move, State
from aftercare.cases.models import Case
from aftercare.core.events import EventRow
from aftercare.shops.access import Person
from aftercare.shops.policies import Policies


@dataclass
class MoveContext:
    """One move being made. `changes` are columns of the case that the engine writes with its compare-and-set;
    `data` goes into the move's event; `events` are further ones."""

    case: Case
    move: Move
    attempt: Attempt
    person: Person
    policies: Policies
    at: datetime
    after: State | None = None  # where the case will stand, when it leaves its state
    changes: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    events: list[EventRow] = field(default_factory=list)

    @property
    def inputs(self) -> Mapping[str, Any]:
        return self.attempt.inputs

    @property
    def next_version(self) -> int:
        """The version that the case has after this move."""
        return self.case.version + 1

    def set(self, **columns: Any) -> None:
        """Change columns of the case: on the object at once, in the database with the move."""
        for name, value in columns.items():
            setattr(self.case, name, value)
            self.changes[name] = value

    def announce(self, kind: str, **data: Any) -> None:
        """A further event of this case in the same transaction."""
        self.announce_for(self.case, kind, **data)

    def announce_for(self, case: Case, kind: str, **data: Any) -> None:
        """An event of another case, which this move has changed as well."""
        self.events.append(EventRow(kind, ("case", case.pk), case.shop_id, self.person.staff_id, self.at, data))


Effect = Callable[[MoveContext], None]
