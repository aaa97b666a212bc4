"""What taking an import back does, added up. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from aftercare.intake.changes.terms import Fate

MOST_EXAMPLES: Final = 20


@dataclass(frozen=True, slots=True)
class Ending:
    """What became of one change, or would. `fields`: how many went back; `kept`: field, or '*' for the whole subject,
    to the code of why it was not taken back."""

    fate: Fate
    fields: int = 0
    kept: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Tally:
    """Subjects that go, subjects of which all or something goes back, and what stays by its reason. `examples` are
    [label, subject id, code] of the first that stay."""

    gone: int = 0
    back: int = 0
    fields: int = 0
    stays: int = 0  # subjects of which something stays
    reasons: Counter[str] = field(default_factory=Counter)  # subjects by the code of why
    examples: list[list[Any]] = field(default_factory=list)

    def add(self, label: str, subject_id: int, ending: Ending) -> None:
        """Count one change; one without a label is bookkeeping and not counted."""
        if not label:
            return
        self.gone += ending.fate is Fate.GONE
        self.back += ending.fate in (Fate.BACK, Fate.PART)
        self.fields += ending.fields
        if ending.kept:
            self.stays += 1
            self.reasons.update(sorted(set(ending.kept.values())))
            if len(self.examples) < MOST_EXAMPLES:
                self.examples.append([label, subject_id, next(iter(ending.kept.values()))])

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "gone": self.gone,
            "back": self.back,
            "fields": self.fields,
            "stays": self.stays,
            "reasons": dict(self.reasons),
            "examples": self.examples,
        }

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """From its JSON; nothing told is nothing done."""
        counts = {name: int(told.get(name, 0)) for name in ("gone", "back", "fields", "stays")}
        return cls(**counts, reasons=Counter(told.get("reasons", {})), examples=list(told.get("examples", [])))

    def after(self, earlier: "Tally") -> "Tally":
        """This run together with those before it: what has gone adds up, what stays is what stays now."""
        return Tally(
            self.gone + earlier.gone,
            self.back + earlier.back,
            self.fields + earlier.fields,
            self.stays,
            self.reasons,
            self.examples,
        )
