"""Product disputes: quality, authenticity, details and size, usage, effect (A 任务三 (一), 任务四 二(一)); minor flaws
(D 1)."""

from aftercare.cases.playbooks.spec import (
    ARGUE,
    BUY,
    EXCUSE,
    FLAT,
    JUDGE,
    OWN,
    PROMISE,
    QUARREL,
    VAGUE,
    Playbook,
    Step,
)
from aftercare.core.words import _

# fmt: off
PRODUCT = (
    Playbook("product.quality", _("Quality"), (
        Step(_("Ask for pictures or a certificate that show the fault."), "A 任务四 二(一)1; B 三(二)"),
        Step(_("Apologise once, plainly and sincerely."), "D 2"),
        Step(_("A fault of ours: return and refund, or exchange; we bear the freight both ways."),
             "A 任务四 二(一)1; D 2"),
        Step(_("Slight: agree on a partial refund. Severe: ask whether it can come back, else refund."), "B 三(二)"),
        Step(_("In a hurry: send a new one first, the old one comes back later."), "B 三(二)"),
        Step(_("Put the product on the quality list."), "D 1"),
    ), (EXCUSE, ARGUE, FLAT)),
    Playbook("product.authenticity", _("Authenticity"), (
        Step(_("Ask what makes the buyer doubt it, with pictures."), OWN),
        Step(_("Show the certificate, the brand's authorisation and the security mark."), "A 任务四 一(二) 图7-34"),
        Step(_("Offer an examination; say beforehand who pays for it."), "A 任务四 一(二) 图7-35"),
        Step(_("Not genuine: tell the supervisor at once, and settle it as the law says."), OWN),
    ), (QUARREL, VAGUE, FLAT)),
    Playbook("product.detail", _("Details or size"), (
        Step(_("Compare the product page with the buyer's pictures: size, colour, capacity, material."),
             "A 任务四 一(二)"),
        Step(_("A misunderstanding: explain the product patiently, and why it looks so."),
             "A 任务四 二(一)2; B 三(一)A"),
        Step(_("Not acceptable for the buyer: take responsibility and agree to the return."), "B 三(一)B"),
        Step(_("Something is missing on the product page: have it completed."), "A 任务四 一(二)1"),
    ), (ARGUE, VAGUE, FLAT)),
    Playbook("product.usage", _("Way of using it"), (
        Step(_("Show sympathy first, then ask how it happened."), "D 2"),
        Step(_("Lead through the right use step by step, with pictures or the video."), "A 任务四 二(一)3"),
        Step(_("Repair what we can ourselves."), "D 2"),
        Step(_("It must go to the maker: the buyer bears repair and freight; name the sum first."), "D 2"),
        Step(_("A hint was missing: add it to the instructions."), "A 任务四 一(二) 图7-37"),
    ), (ARGUE, QUARREL, FLAT)),
    Playbook("product.effect", _("Effect"), (
        Step(_("Ask how long and how it was used, and what was expected."), OWN),
        Step(_("Describe the effect as it is, the weak points too."), "A 任务四 一(五)"),
        Step(_("Used in another way than meant: explain the right one."), "A 任务四 二(一)3"),
        Step(_("Still not content: return by the rules, without a debate."), "B 三(一)B"),
    ), (PROMISE, VAGUE, ARGUE)),
    Playbook("product.minor_flaw", _("Minor flaw"), (
        Step(_("Apologise sincerely as soon as the buyer mentions it."), "D 1"),
        Step(_("Offer a coupon as a sign of good will, as a rule of five to ten yuan."), "D 1"),
        Step(_("It disturbs in use: treat it as a quality fault."), "B 三(二)A"),
        Step(_("Put the product on the quality list."), "D 1"),
    ), (JUDGE, EXCUSE, BUY)),
)
# fmt: on
