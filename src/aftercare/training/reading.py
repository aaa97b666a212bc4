"""Pure: the text of a lesson as blocks that a page prints: headings (`## `), lists (`- `) and paragraphs (K3)."""

from dataclasses import dataclass
from typing import Final, Literal

HEADING, ITEM = "## ", "- "
Form = Literal["heading", "list", "text"]


@dataclass(frozen=True)
class Block:
    """One heading (one line), list (its items) or paragraph (its lines)."""

    form: Form
    lines: tuple[str, ...]


def blocks_of(text: str) -> list[Block]:
    """In their order; an empty line ends a block."""
    found: list[Block] = []
    joins: Form | None = None  # the form of the block that the next line may join
    for line in text.splitlines():
        form, words = _read(line.strip())
        if not words:
            joins = None
        elif form == joins and form != "heading":
            found[-1] = Block(form, (*found[-1].lines, words))
        else:
            found.append(Block(form, (words,)))
            joins = form
    return found


MARKS: Final[dict[str, Form]] = {HEADING: "heading", ITEM: "list"}


def _read(line: str) -> tuple[Form, str]:
    for mark, form in MARKS.items():
        if line.startswith(mark):
            return form, line.removeprefix(mark).strip()
    return "text", line
