"""The lines of an order in the wizard: how many pieces a kind may take, and what was typed for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from aftercare.cases.flows.spec import Flow
from aftercare.cases.parsing import parse_count, parse_money
from aftercare.cases.room import LineRoom
from aftercare.core.errors import InvalidInput
from aftercare.core.money import ZERO, Money
from aftercare.core.text import read_number

Wishes = dict[int, tuple[int, Money]]  # order line id -> (pieces, goods money)


@dataclass(frozen=True)
class LineChoice:
    """One line of the order: pieces that may be taken, what can still be refunded, and what was typed."""

    line: LineRoom
    most: int
    pieces: str
    amount: str
    error: Any = ""
    share: Mapping[str, int] | None = None  # what the browser needs to share the room over the pieces as `share_of`


@dataclass(frozen=True)
class Chosen:
    """One line of the summary."""

    line: LineRoom
    pieces: int
    amount: Money


@dataclass(frozen=True)
class Typed:
    """What was typed about the lines: their cells by line, amounts that another kind asked for, the reason, and which
    kind the form showed, when the person has chosen another one since."""

    cells: Mapping[str, Mapping[str, Any]]
    kept: Mapping[str, str]
    reason: str = ""
    before: Flow | None = None


def cells_of(typed: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The cells of each line that were typed."""
    group = typed.get("lines")
    found = group.items() if isinstance(group, Mapping) else ()
    return {name: cells for name, cells in found if isinstance(cells, Mapping)}


def share_of(room: Money, left: int, pieces: int) -> Money:
    """What that many pieces of a line are worth, exact to the fen: the first ones take the odd fen."""
    if not left:
        return ZERO
    return sum(room.allocate([1] * left)[:pieces], ZERO)


def line_choices(lines: Sequence[LineRoom], flow: Flow, typed: Typed) -> list[LineChoice]:
    """Each line as the form of that kind shows it."""
    is_only = len(lines) == 1  # all of it is the usual wish; of several the agent says which
    return [_choice(line, flow, typed, is_only=is_only) for line in lines]


def most_of(line: LineRoom, flow: Flow, reason: str) -> int:
    """Pieces that such a case may take: one that holds none may take what another case holds."""
    return line.left if flow.holds_pieces(reason) else line.quantity


def _choice(line: LineRoom, flow: Flow, typed: Typed, *, is_only: bool) -> LineChoice:
    cells, before = typed.cells.get(str(line.pk), {}), typed.before
    most = most_of(line, flow, typed.reason)
    usual = str(most if is_only else 0)
    pieces = str(cells.get("pieces", usual))
    if before and is_only and pieces == str(most_of(line, before, typed.reason)):
        pieces = usual
    amount = _typed_amount(line, pieces, typed)
    if amount is None:
        amount = _usual_amount(line, flow, typed.reason, pieces)
    share = {"left": most, "fen": line.room.fen} if _shares(flow) else None
    return LineChoice(line, most, pieces, amount, share=share)


def _typed_amount(line: LineRoom, pieces: str, typed: Typed) -> str | None:
    """The amount that somebody typed, under this kind or one before; what a form proposed does not count."""
    amount = typed.cells.get(str(line.pk), {}).get("amount", typed.kept.get(str(line.pk)))
    if amount is not None and typed.before and str(amount) == _usual_amount(line, typed.before, typed.reason, pieces):
        return None
    return None if amount is None else str(amount)


def kept_amounts(lines: Sequence[LineRoom], flow: Flow, typed: Typed) -> dict[str, str]:
    """Amounts by line that this kind does not ask for, so that another one has them again."""
    if flow.asks_money:
        return {}
    found = {}
    for line in lines:
        pieces = str(typed.cells.get(str(line.pk), {}).get("pieces", "0"))
        amount = _typed_amount(line, pieces, typed)
        if amount is not None:
            found[str(line.pk)] = amount
    return found


def _shares(flow: Flow) -> bool:
    """Whether the buyer asks for what the pieces cost; a compensation is worth something else."""
    return flow.asks_money and flow.holds_goods


def _usual_amount(line: LineRoom, flow: Flow, reason: str, pieces: str) -> str:
    count = read_number(pieces, 4) or 0
    return share_of(line.room, most_of(line, flow, reason), count).yuan if _shares(flow) else ZERO.yuan


def read_wishes(cells_by_line: Mapping[str, Mapping[str, Any]], flow: Flow) -> Wishes:
    """Lines with pieces as they were typed, not held against the order. Raises InvalidInput by field name."""
    wishes, problems = {}, {}
    for name, cells in cells_by_line.items():
        try:
            pk = _pk(name)
            if not flow.asks_money and "amount" in cells:
                raise ValueError(_("This kind of case names no amount."))
            pieces = parse_count(cells.get("pieces", ""))
            amount = parse_money(cells.get("amount", "")) if flow.asks_money else ZERO
        except ValueError as error:
            problems[f"line-{name}"] = error.args[0]
            continue
        if pieces:
            wishes[pk] = (pieces, amount)
        elif amount:
            problems[f"line-{name}"] = _("Money for no piece.")
    if problems:
        raise InvalidInput(problems)
    return wishes


def chosen_lines(lines: Sequence[LineRoom], wishes: Wishes) -> list[Chosen]:
    """The wishes as the summary shows them."""
    by_id = {line.pk: line for line in lines}
    return [Chosen(by_id[pk], pieces, amount) for pk, (pieces, amount) in wishes.items()]


def check_wishes(wishes: Wishes, choices: Sequence[LineChoice], flow: Flow, *, freight: bool) -> Wishes:
    """The same, held against what the order still allows. Raises InvalidInput by field name."""
    problems: dict[str, Any] = {}
    for choice in choices:
        pieces, amount = wishes.get(choice.line.pk, (0, ZERO))
        if pieces > choice.most:
            problems[f"line-{choice.line.pk}"] = _("At most %(left)s pieces are free.") % {"left": choice.most}
        elif amount > choice.line.room:
            room = {"room": choice.line.room.yuan}
            problems[f"line-{choice.line.pk}"] = _("At most ¥%(room)s can still be refunded.") % room
    if not wishes:
        problems["lines"] = _("Choose at least one piece.")
    elif set(wishes) - {choice.line.pk for choice in choices}:
        problems["lines"] = _("This line does not belong to the order.")
    elif not problems and flow.asks_money and not freight and not any(amount for _pieces, amount in wishes.values()):
        problems["lines"] = _("Enter what is to be refunded; it is more than nothing.")
    if problems:
        raise InvalidInput(problems)
    return wishes


def with_problems(choices: Sequence[LineChoice], problems: Mapping[str, Any]) -> list[LineChoice]:
    """The lines with the problem that each has."""
    return [replace(choice, error=problems.get(f"line-{choice.line.pk}", "")) for choice in choices]


def _pk(name: str) -> int:
    number = read_number(name)
    if number is None:
        raise ValueError(_("This line does not belong to the order."))
    return number
