"""The exact words before a step that costs money or cannot be taken back: amount, person, effect."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from aftercare.cases.facts import Attempt, Grant
from aftercare.cases.flows.spec import Move
from aftercare.cases.queries import Standing
from aftercare.web.cases.form_data import flatten
from aftercare.web.pieces.parts import OrderLine


class Confirmation:
    """What the person is about to do, with the values they typed."""

    def __init__(self, standing: Standing, move: Move, attempt: Attempt, typed: Mapping[str, Any]) -> None:
        self.standing, self.case, self.move, self._attempt = standing, standing.case, move, attempt
        self.hidden = list(flatten(typed))

    @property
    def buyer(self) -> str:
        name = self.case.customer.nick_mask if self.case.customer else ""
        return name or _("the buyer")

    @property
    def grant(self) -> Grant | None:
        """The money that the move gives or sends, None when it moves none."""
        if "adopt_proposal" in self.move.effects:
            return self._attempt.facts.proposal
        gives = {"grant", "instruct_refund"} & set(self.move.effects)
        return self._attempt.meant if gives else None

    @property
    def sentences(self) -> list[str]:
        """One sentence per effect, the money first."""
        found = []
        grant, effects = self.grant, self.move.effects
        if grant is not None:
            values = {"amount": grant.total.yuan, "buyer": self.buyer, "order": self.case.order.platform_no}
            if "instruct_refund" in effects:
                found.append(
                    _("¥%(amount)s goes back to %(buyer)s for order %(order)s. Once paid, it cannot be taken back.")
                    % values
                )
            else:
                found.append(
                    _("%(buyer)s is promised ¥%(amount)s for order %(order)s once the goods are back.") % values
                )
            if grant.freight:
                found.append(_("Of it ¥%(freight)s is return freight.") % {"freight": grant.freight.yuan})
        if "keep_refusal" in effects:
            found.append(
                _("%(buyer)s is told the refusal with this clause: %(clause)s")
                % {"buyer": self.buyer, "clause": self._attempt.inputs.get("clause", "")}
            )
        if self.move.target and self.standing.flow.state(self.move.target).final:
            found.append(_("The case is closed with this; it cannot be opened again."))
        return found

    @property
    def lines(self) -> list[OrderLine]:
        """What the money is for."""
        grant = self.grant
        if grant is None:
            return []
        by_id = {line.id: line for line in self._attempt.facts.lines}
        return [
            OrderLine(by_id[pk].title, "", pieces, amount) for pk, (pieces, amount) in grant.lines.items() if pieces
        ]
