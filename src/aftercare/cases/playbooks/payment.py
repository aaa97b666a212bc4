"""Payment disputes (A 任务三 (四)): the source names the kinds; the steps apply its rules of logistics and refunds."""

from aftercare.cases.playbooks.spec import ACCUSE, ARGUE, FLAT, OUTSIDE, OWN, PROMISE, VAGUE, Playbook, Step
from aftercare.core.words import _

# fmt: off
PAYMENT = (
    Playbook("payment.not_sent", _("Paid, not sent"), (
        Step(_("Find out in the order and the warehouse why it has not left."), "A 任务三 (四)"),
        Step(_("Name a firm date; out of stock: wait at a discount, another variant, or a refund."), "C 二(二)"),
        Step(_("The buyer does not want to wait: refund at once, nothing has been sent."), "A 图7-13"),
        Step(_("Waiting: have it sent first, and send the buyer the tracking number."), "A 任务四 一(三)"),
    ), (VAGUE, PROMISE, FLAT)),
    Playbook("payment.in_transit", _("Paid, still on its way"), (
        Step(_("Look the parcel up and send the buyer its latest stop."), "A 任务四 二(二)1"),
        Step(_("It stands still: ask the courier today, and tell the buyer when you answer."), "A 任务四 二(二)2"),
        Step(_("Lost: send again or refund as the buyer wishes; we claim from the courier."), "A 任务四 二(二)2"),
        Step(_("Ask the buyer to confirm receipt only when the goods are there."), "A 任务三 (四)"),
    ), (ARGUE, VAGUE)),
    Playbook("payment.false_dispatch", _("False dispatch"), (
        Step(_("Compare the dispatch record, the tracking and the courier's pick-up."), "A 任务三 (四)"),
        Step(_("Not really sent: admit it, apologise; send it today or refund at once."), OWN),
        Step(_("Really sent: show the buyer the courier's record."), "A 任务四 二(二)1"),
        Step(_("Tell the supervisor: the platform punishes false dispatch."), OWN),
    ), (ARGUE, VAGUE, ACCUSE)),
    Playbook("payment.confirmed", _("Confirmed before it came"), (
        Step(_("Calm the buyer: after confirming, we still look after it."), "A 任务三 (四)"),
        Step(_("Find out with the courier who signed for it, and where it lies."), "A 任务四 二(二)1"),
        Step(_("Not found: send again or refund, as if nothing had been confirmed."), "A 任务四 二(二)2"),
        Step(_("Explain kindly when to confirm next time."), "A 任务三 (四)"),
    ), (ACCUSE, ARGUE, FLAT)),
    Playbook("payment.sent_unpaid", _("Sent, not paid"), (
        Step(_("Check on the platform that it is unpaid, and that the goods have arrived."), "A 任务三 (四)"),
        Step(_("Say frankly that it was our slip; ask: keep and pay, or send back at our cost."), OWN),
        Step(_("Payment only through the order on the platform."), OWN),
        Step(_("Find out with the warehouse how it could leave unpaid."), "A 任务四 一(六)"),
    ), (OUTSIDE, ARGUE, ACCUSE)),
    Playbook("payment.price", _("Price or amount"), (
        Step(_("Look up what was paid, which discounts were promised, and until when the price was guaranteed."),
             "A 任务四 一(二)"),
        Step(_("Charged too much, or a promised discount left out: refund the difference today."), OWN),
        Step(_("Within the price guarantee: refund the difference; outside it: say the rule and its dates."), OWN),
        Step(_("Not content: a coupon within your authority, or return and refund by the rules."), "D 1"),
    ), (ARGUE, FLAT, PROMISE)),
)
# fmt: on
