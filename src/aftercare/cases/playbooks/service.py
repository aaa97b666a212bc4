"""Attitude disputes: how the buyer was treated, and slow answers (A 任务三 (三), 任务四 二(三); D 3)."""

from aftercare.cases.playbooks.spec import ARGUE, EXCUSE, FLAT, OWN, QUARREL, TWICE, Playbook, Step
from aftercare.core.words import _

# fmt: off
SERVICE = (
    Playbook("service.attitude", _("Attitude"), (
        Step(_("Greet the buyer, then read the chat record before you answer."), "D 3"),
        Step(_("Apologise for what we did wrong, and come straight to the point."), "D 3"),
        Step(_("Stay calm and polite; an emoji here and there takes the edge off."), "A 任务四 二(三)1, 一(四)"),
        Step(_("A serious fault of ours: a small gift or coupon within your authority."), "D 3"),
        Step(_("Tell the supervisor whom it was about: attitude is part of the assessment."), "A 任务四 二(三)2"),
    ), (QUARREL, EXCUSE, FLAT)),
    Playbook("service.slow", _("Slow answer"), (
        Step(_("Apologise for the waiting, without blaming how busy it was."), "D 3"),
        Step(_("Read what the buyer has asked so far, and answer all of it in one message."), "D 3"),
        Step(_("Keep the matter in one hand until it is done."), "A 任务一 (一)"),
        Step(_("The buyer is online at night: agree on a time for both."), "D 3"),
        Step(_("Say when the next answer comes, and keep to it."), OWN),
    ), (TWICE, EXCUSE, ARGUE)),
)
# fmt: on
