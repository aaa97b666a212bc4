"""The written examples: whole sentences and filled templates, always the same ones in the same order. Pure."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aftercare.disputes.terms import DisputeType, Polarity

HERE = Path(__file__).parent
EACH = 8  # texts made from one template
_SLOT = re.compile(r"\{(.)\}")
_SECTION = re.compile(r"\[([a-z._]+)\]")
_POLARITY = {"+": Polarity.GOOD, "=": Polarity.NEUTRAL}


@dataclass(frozen=True)
class Example:
    """A text and what it is labelled as."""

    text: str
    type: DisputeType
    polarity: Polarity


def examples() -> tuple[Example, ...]:
    """All examples, each text once; the first label of a text counts."""
    found: dict[str, Example] = {}
    for one in (*_written("sentences.txt"), *_filled()):
        found.setdefault(one.text, one)
    return tuple(found.values())


def fingerprint(told: tuple[Example, ...]) -> str:
    """Of exactly these examples, in hex: what a model says it was trained with."""
    lines = "\n".join(f"{one.type.value}\t{one.polarity.value}\t{one.text}" for one in told)
    return hashlib.sha256(lines.encode()).hexdigest()


def _written(name: str) -> Iterator[Example]:
    """The labelled lines of a file. Raises ValueError, naming the line, for a type that there is not."""
    kind: DisputeType | None = None
    for number, line in enumerate((HERE / name).read_text(encoding="utf-8").splitlines(), 1):
        section = _SECTION.fullmatch(line)
        if section:
            kind = DisputeType(section[1])
        elif line and not line.startswith("#"):
            if kind is None:
                raise ValueError(f"{name}, line {number}: no type stands above it")
            polarity = _POLARITY.get(line[0], Polarity.BAD)
            yield Example(line.lstrip("+="), kind, polarity)


def _filled() -> Iterator[Example]:
    slots = _slots()
    for one in _written("templates.txt"):
        for turn in range(EACH if "{" in one.text else 1):
            yield Example(_fill(one.text, turn, slots), one.type, one.polarity)


def _slots() -> dict[str, list[str]]:
    lines = (HERE / "slots.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("=", 1) for line in lines if line and not line.startswith("#"))
    return {name: choices.split("|") for name, choices in pairs}


def _fill(template: str, turn: int, slots: dict[str, list[str]]) -> str:
    """The template with a choice for each slot, drawn from its own hash: a new template moves no other text."""
    digest = hashlib.sha256(f"{turn}:{template}".encode()).digest()
    draws = iter(digest)

    def choice(match: re.Match[str]) -> str:
        choices = slots[match[1]]
        return choices[next(draws) % len(choices)]

    return _SLOT.sub(choice, template).strip("，,")
