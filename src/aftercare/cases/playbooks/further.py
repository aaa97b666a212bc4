"""What is beside the kinds of dispute: wrong and damaged goods, a change of mind, complaints, everything else."""

from aftercare.cases.playbooks.spec import (
    ACCUSE,
    ARGUE,
    EXCUSE,
    FLAT,
    OWN,
    QUARREL,
    TWICE,
    VAGUE,
    Playbook,
    Step,
)
from aftercare.core.words import _

# fmt: off
FURTHER = (
    Playbook("other.misshipment", _("Wrong or missing goods"), (
        Step(_("Contact the buyer at once, apologise, and ask for a picture of what came."),
             "A 任务四 一(六); B 三(三)"),
        Step(_("Look up the dispatch list and the packing video."), "B 三(三)"),
        Step(_("Our mistake: send the right goods before the courier comes today."), "B 三(三)A"),
        Step(_("Not wanted any more: refund what is missing, or take it back at our cost."), "B 三(三)B"),
        Step(_("Record who is responsible, and what it cost."), "A 任务一 (六)"),
    ), (ARGUE, EXCUSE, FLAT)),
    Playbook("other.damaged", _("Damaged goods"), (
        Step(_("Ask what happened; pictures of the goods and of the packing, inside and out."), "D 2"),
        Step(_("Ask the buyer to keep the packing: it proves the damage."), "D 2"),
        Step(_("A fault of the goods: apologise, exchange, freight both ways is ours."), "D 2"),
        Step(_("Damaged in transit: we claim from the courier for the buyer."), "D 2"),
        Step(_("The courier does not pay: tell the buyer what we tried, and bear a part ourselves."), "D 2"),
    ), (EXCUSE, ACCUSE, ARGUE)),
    Playbook("other.no_reason", _("Change of mind"), (
        Step(_("Ask for the reason once, and accept every answer."), "B 三(四)"),
        Step(_("Check the days since signing, and that it can be sold again."), "C 三(一)"),
        Step(_("Send address and packing list; say who bears the freight."), "C 三(一)"),
        Step(_("Offer an exchange where only size or colour does not suit."), "B 三(四)1"),
        Step(_("Refund as soon as the warehouse has the goods."), "B 三(四)2"),
    ), (ARGUE, FLAT)),
    Playbook("other.complaint", _("Complaint"), (
        Step(_("Feelings first, the matter second: let the buyer finish."), "B 五(三)①; C 三(二)"),
        Step(_("Show that you understand, and that you are solving it."), "C 三(二)"),
        Step(_("A proposal, as a rule within two hours; a complex matter within a day, and tell the buyer when."),
             "C 三(二)"),
        Step(_("What cannot be done: say why, gently, and what can be done instead."), "B 五(三)②"),
        Step(_("Declined: the next proposal, before it goes to the platform."), "C 三(二)"),
        Step(_("Call back within three days: is the buyer content?"), "C 三(三); B 五(四)"),
    ), (QUARREL, FLAT, ARGUE)),
    Playbook("other.general", _("Everything else"), (
        Step(_("Find out in detail what it is about, and write it down."), "B 三(五)"),
        Step(_("Find the cause before you answer; check figures twice."), "B 三(五)"),
        Step(_("What cannot be done: say why, gently, and what can be done instead."), "B 五(三)②"),
        Step(_("Say when the next answer comes, and keep to it."), OWN),
    ), (FLAT, VAGUE, TWICE)),
)
# fmt: on
