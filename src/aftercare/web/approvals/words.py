"""Who decides, and what deciding does, in words."""

from django.utils.translation import gettext as _

from aftercare.approvals.models import Approval
from aftercare.approvals.rules import levels_up_to
from aftercare.cases.flows.spec import Move
from aftercare.web.approvals.facts import Matter


def signers_of(final_role: str) -> str:
    """Whose signatures are asked for, one after the other: '售后主管 → 管理员'."""
    return " → ".join(str(role.label) for role in levels_up_to(final_role))


def what_approving_does(approval: Approval, matter: Matter, approve: Move | None) -> str:
    """Asked before it is done: amount, person, effect."""
    now_text = _(
        "¥%(amount)s to %(buyer)s for order %(order)s. The payment is instructed at once and cannot be taken back."
    )
    offer_text = _(
        "¥%(amount)s for %(buyer)s, order %(order)s. It is offered to the buyer; it is paid or sent when they accept."
    )
    return_text = _(
        "¥%(amount)s to %(buyer)s for order %(order)s. "
        "The buyer is told to send the goods; the money follows after the inspection."
    )
    other_text = _("¥%(amount)s for %(buyer)s, order %(order)s. The buyer is told to send the goods.")
    texts = {"compensation": offer_text, "return": return_text}
    pays_now = approve is not None and "instruct_refund" in approve.effects
    buyer = matter.case.customer.nick_mask if matter.case.customer else "–"
    words = {"amount": approval.amount.yuan, "buyer": buyer, "order": approval.payee}
    return (now_text if pays_now else texts.get(matter.case.flow, other_text)) % words
