"""The move bar: the table's moves as buttons, each with the refusal that the write would give."""

from django.urls import reverse

from aftercare.cases.flows.spec import Move, Place
from aftercare.cases.queries import Standing
from aftercare.core.errors import Refusal
from aftercare.web.pieces.parts import MoveButton

OTHER_ROLE = "wrong_role"
NO_AMOUNT_YET = "nothing_granted"
AMOUNTS = frozenset({"granted_lines", "gift_worth"})


def move_buttons(standing: Standing) -> list[MoveButton]:
    """One primary first, then what is possible, then what is not.

    Moves of other roles are left out, except the main one: whoever waits sees what it waits for.
    """
    listed = [(move, unless_cured(move, no)) for move, no in standing.moves if move.place is not Place.PANEL]
    shown = [(move, no) for move, no in listed if no is None or no.code != OTHER_ROLE or move.primary]
    possible = [move for move, no in shown if no is None]
    first = next((move for move in possible if move.primary), None)
    if first is None:
        first = next((m for m in possible if m.place is Place.BAR and not is_grave(standing, m)), None)
    shown.sort(key=lambda pair: (pair[0] is not first, pair[1] is not None))
    return [_button(standing, move, no, is_first=move is first) for move, no in shown]


def unless_cured(move: Move, refusal: Refusal | None) -> Refusal | None:
    """Nothing is granted yet where the form asks for the amount: the form must open for it to be entered."""
    is_cured = refusal is not None and refusal.code == NO_AMOUNT_YET and not AMOUNTS.isdisjoint(move.needs)
    return None if is_cured else refusal


def is_grave(standing: Standing, move: Move) -> bool:
    """Whether the move says no to the buyer, or ends the case without what it was for."""
    after = standing.flow.state(move.target) if move.target else None
    return "keep_refusal" in move.effects or (after is not None and after.final and not after.done)


def _button(standing: Standing, move: Move, refusal: Refusal | None, *, is_first: bool) -> MoveButton:
    return MoveButton(
        code=move.code,
        label=move.label,
        form_url="" if refusal else reverse("case_move", args=[standing.case.number, move.code]),
        refusal=str(refusal) if refusal else "",
        is_primary=is_first,
        is_danger=is_grave(standing, move),
        is_more=move.place is Place.MORE,
    )
