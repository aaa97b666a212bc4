"""The form of a move, made from the inputs that the flow table names."""

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.cases.eligibility import CLAUSES, RefusalReason, refund_refusal_problem, refusal_problem
from aftercare.cases.facts import AMOUNTS
from aftercare.cases.flows.registry import newest_flow
from aftercare.cases.flows.spec import Move
from aftercare.cases.inputs import INPUTS, Input, Widget
from aftercare.cases.queries import Standing, names_of, return_addresses
from aftercare.cases.terms import Reason
from aftercare.cases.usual import usual_grant
from aftercare.core.errors import Refusal
from aftercare.core.money import ZERO, Money
from aftercare.web.cases.fields import LINE_FIELDS, Choice, FieldView, Typed
from aftercare.web.cases.movebar import is_grave, unless_cured

ABOVE = ("above_authority", "above_daily_authority", "above_order_authority")
BECOMES = "become_"  # effects by which a case goes on as another kind


class MoveForm:
    """The form of one move on one case; `typed` is what was sent before, None when the form is opened."""

    def __init__(
        self,
        standing: Standing,
        move: Move,
        *,
        typed: Mapping[str, Any] | None = None,
        problems: Mapping[str, Any] | None = None,
        refusal: Refusal | None = None,
    ) -> None:
        self.standing, self.case, self.move = standing, standing.case, move
        self.refusal = refusal
        self._typed, self._problems = typed or {}, problems or {}
        self._usual = usual_grant(standing.attempt.facts)
        self.is_open = typed is None
        self.action = reverse("case_move", args=[self.case.number, move.code])

    @property
    def label(self) -> Any:
        return self.move.label

    @property
    def state_label(self) -> Any:
        return self.standing.flow.state(self.case.state).label

    @property
    def is_grave(self) -> bool:
        return is_grave(self.standing, self.move)

    @property
    def step(self) -> str:
        """What sending does: what costs money or cannot be taken back is shown once more first."""
        return "check" if self.move.costs else "do"

    @property
    def is_moved_on(self) -> bool:
        """Whether the case is no longer where this move begins: what was typed is only shown."""
        return self.case.state not in self.move.source

    @property
    def alternative(self) -> Move | None:
        """The move to take instead with the same values: approval is or is not needed after all. Of several, one that
        can be taken, and takes most of these values."""
        if self.refusal is None or self.refusal.code not in (*ABOVE, "needs_no_approval"):
            return None
        wanted = "above_authority" if self.refusal.code in ABOVE else "within_authority"
        moves = [
            (unless_cured(move, no) is None, len({*move.needs, *move.takes} & set(self._names)), move)
            for move, no in self.standing.moves
            if wanted in move.guards
        ]
        return max(moves, key=itemgetter(0, 1), default=(False, 0, None))[2]

    @property
    def alternative_url(self) -> str:
        return reverse("case_move", args=[self.case.number, self.alternative.code]) if self.alternative else ""

    @property
    def other_problems(self) -> list[Any]:
        """Problems of fields that the form does not have."""
        return [sentence for name, sentence in self._problems.items() if name not in self._names]

    @property
    def _names(self) -> tuple[str, ...]:
        return (*self.move.needs, *self.move.takes)

    @property
    def fields(self) -> list[FieldView]:
        """In the table's order, the note last."""
        return [self._field(INPUTS[name]) for name in sorted(self._names, key=lambda name: name == "note")]

    @property
    def kept(self) -> str:
        """Half-written words of a form whose moment has passed."""
        return str(self._typed.get("note", ""))

    def _field(self, entry: Input) -> FieldView:
        build = _BUILDERS.get(entry.name) or _BUILDERS_OF_WIDGET[entry.widget]
        more = build(self, entry)
        error = str(self._problems.get(entry.name, ""))
        return FieldView(entry.name, entry.label, entry.widget.value, entry.name in self.move.needs, error, **more)

    def _text_of(self, name: str, usual: str) -> str:
        value = self._typed.get(name, usual) if not self.is_open else usual
        return value if isinstance(value, str) else ""

    def _usual_text(self, entry: Input) -> str:
        """What the form opens with: what was kept under that name, else what the case or its order knows."""
        facts = self.standing.attempt.facts
        kept = facts.words.get(entry.name, self.case.details.get(entry.name))
        if kept is not None:
            return Money(kept).yuan if entry.name in AMOUNTS else str(kept)
        sends = {"dispatch_reship", "keep_dispatch"} & set(self.move.effects)
        parcel = self.case.reship_order if sends else None
        return {
            "courier": parcel.courier if parcel else "" if sends else self.case.return_courier,
            "tracking_no": parcel.tracking_no if parcel else "" if sends else self.case.return_tracking_no,
            "courier_name": self.case.order.courier,
            "penalty": ZERO.yuan,
        }.get(entry.name, "")

    # builders, by name or kind of input
    def _plain(self, entry: Input) -> dict[str, Any]:
        hint = _("Colleagues read this; the buyer does not.") if entry.name == "note" else entry.hint
        return {"value": self._text_of(entry.name, self._usual_text(entry)), "most": entry.most, "hint": hint}

    def _freight(self, entry: Input) -> dict[str, Any]:
        facts = self.standing.attempt.facts
        usual = self._usual.freight if entry.name == "granted_freight" else facts.asked_freight
        hint = _("Asked: ¥%(asked)s. Never above ¥%(ceiling)s; nothing when the buyer is responsible.") % {
            "asked": facts.asked_freight.yuan,
            "ceiling": facts.limits.freight_ceiling.yuan,
        }
        return {"value": self._text_of(entry.name, usual.yuan), "hint": hint}

    def _choice(self, entry: Input) -> dict[str, Any]:
        usual = {"responsible": self._usual.responsible.value}.get(entry.name) or self._usual_text(entry)
        here = self._text_of(entry.name, usual)
        terms = entry.choices.choices if entry.choices else ()
        return {
            "choices": [Choice(value, label, value == here) for value, label in terms],
            "value": here,
            "hint": entry.hint,
        }

    def _reason(self, entry: Input) -> dict[str, Any]:
        """Only reasons of the kind: of this case, or of the one that it becomes."""
        flow = self.standing.flow
        if entry.name == "new_reason":
            flow = newest_flow(next(name for name in self.move.effects if name.startswith(BECOMES))[len(BECOMES) :])
        usual = self.case.reason if self.case.reason in flow.reasons else ""
        here = self._text_of(entry.name, usual)
        choices = [Choice(code, Reason(code).label, code == here) for code in flow.reasons]
        return {"choices": choices, "value": here}

    def _by_line(self, entry: Input) -> dict[str, Any]:
        typed = Typed(self.standing.attempt.facts, self._usual, self._typed)
        return {"lines": LINE_FIELDS[entry.widget](typed, entry)}

    def _staff(self, entry: Input) -> dict[str, Any]:
        here = self._text_of(entry.name, "")
        named = [("0", _("Nobody"))] + [(str(pk), name) for pk, name in names_of(self.standing.attempt.facts.staff)]
        return {"choices": [Choice(value, label, value == here) for value, label in named], "value": here}

    def _refusal_reasons(self, entry: Input) -> dict[str, Any]:
        here = self._text_of(entry.name, "")
        facts = self.standing.attempt.facts
        judge = refund_refusal_problem if "refund_refusal_allowed" in self.move.guards else refusal_problem
        judged = [(reason, judge(facts, reason)) for reason in RefusalReason]
        judged.sort(key=lambda pair: pair[1] is not None)
        choices = [
            Choice(reason.value, reason.label, reason.value == here, str(no) if no else "", CLAUSES[reason])
            for reason, no in judged
        ]
        return {"choices": choices, "value": here, "hint": _("Only reasons that apply to this case can be chosen.")}

    def _flag(self, entry: Input) -> dict[str, Any]:
        kept = self.case.details.get(entry.name)
        here = self._text_of(entry.name, "" if kept is None else "yes" if kept else "no")
        return {"choices": [Choice("yes", _("Yes"), here == "yes"), Choice("no", _("No"), here == "no")], "value": here}

    def _address(self, entry: Input) -> dict[str, Any]:
        addresses = return_addresses(self.case.shop_id)
        usual = str(self.case.return_address_id or (addresses[0].pk if addresses else ""))
        here = self._text_of(entry.name, usual)
        choices = [Choice(str(one.pk), f"{one.label} · {one.address}", str(one.pk) == here) for one in addresses]
        hint = "" if addresses else _("This shop has no return address: the buyer will not be told one.")
        return {"choices": choices, "value": here, "hint": hint}


Builder = Callable[[MoveForm, Input], dict[str, Any]]
_BUILDERS: dict[str, Builder] = {
    "refusal": MoveForm._refusal_reasons,
    "reason": MoveForm._reason,
    "new_reason": MoveForm._reason,
    "granted_freight": MoveForm._freight,
    "asked_freight": MoveForm._freight,
}
_BUILDERS_OF_WIDGET: dict[Widget, Builder] = {
    Widget.TEXT: MoveForm._plain,
    Widget.LONG_TEXT: MoveForm._plain,
    Widget.MONEY: MoveForm._plain,
    Widget.MOMENT: MoveForm._plain,
    Widget.COUNT: MoveForm._plain,
    Widget.STAFF: MoveForm._staff,
    Widget.CHOICE: MoveForm._choice,
    Widget.FLAG: MoveForm._flag,
    Widget.ADDRESS: MoveForm._address,
    Widget.LINES_GRANTED: MoveForm._by_line,
    Widget.LINES_RECEIVED: MoveForm._by_line,
    Widget.LINES_INSPECTED: MoveForm._by_line,
    Widget.LINES_SPLIT: MoveForm._by_line,
}
