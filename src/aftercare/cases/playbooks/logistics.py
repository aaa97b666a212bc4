"""Logistics disputes: fee, timeliness, the courier's service, the way of sending (A 任务三 (二), 任务四 二(二))."""

from aftercare.cases.playbooks.spec import ARGUE, FLAT, OWN, PROMISE, VAGUE, Playbook, Step
from aftercare.core.words import _

# fmt: off
LOGISTICS = (
    Playbook("logistics.fee", _("Freight"), (
        Step(_("Read what the product page and the order say about freight."), "A 任务四 一(三)"),
        Step(_("Explain who bears which way, and by which rule."), "B 三(四)"),
        Step(_("The buyer wants another courier: name the difference before it is sent."), "B 三(六)"),
        Step(_("We charged too much: refund the difference today."), OWN),
    ), (ARGUE, VAGUE, FLAT)),
    Playbook("logistics.timeliness", _("Timeliness"), (
        Step(_("Look the parcel up for the buyer and answer at once."), "A 任务四 二(二)1"),
        Step(_("Say where it is, and follow it until it is signed for."), "A 任务四 一(三)"),
        Step(_("Take responsibility: we complain to the courier for the buyer."), "A 任务四 二(二)2"),
        Step(_("Late beyond what we promised: refund the freight, with a small gift within your authority."),
             "C 三(二)"),
    ), (ARGUE, VAGUE, PROMISE)),
    Playbook("logistics.courier", _("The courier's service"), (
        Step(_("Apologise, and thank the buyer for telling us."), "A 任务二 三2"),
        Step(_("Take responsibility: file the complaint with the courier ourselves."), "A 任务四 二(二)2"),
        Step(_("Tell the buyer what the courier answered."), "A 任务四 二(二)1"),
        Step(_("It happens again and again: report the courier, so that another one is chosen."), "A 任务一 (二)"),
    ), (ARGUE, FLAT)),
    Playbook("logistics.method", _("Way of sending"), (
        Step(_("Check which courier delivers there, and how long it takes."), "A 任务四 二(二)3"),
        Step(_("Contact the buyer before the parcel goes back."), "A 图7-4"),
        Step(_("Two ways: sent again by another courier, or the money back."), "A 图7-4"),
        Step(_("A dearer courier: settle beforehand who bears the difference."), "B 三(六)"),
        Step(_("A courier that took a parcel outside its zone is reported."), "A 任务一 (二)"),
    ), (ARGUE, VAGUE, FLAT)),
)
# fmt: on
