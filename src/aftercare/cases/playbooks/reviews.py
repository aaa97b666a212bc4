"""Neutral and bad reviews by cause (A (四)评价, 任务二; D 4): the aim is to put the matter right, not the review."""

from aftercare.cases.playbooks.spec import ARGUE, BUY, EXCUSE, EXPOSE, OUTSIDE, OWN, QUARREL, YIELD, Playbook, Step
from aftercare.core.words import _

PUBLICLY = Step(_("Reply publicly: thank, say what happened and what we change."), "A 第四节")
ALWAYS = (BUY, EXPOSE)

# fmt: off
REVIEWS = (
    Playbook("review.open", _("Cause not found yet"), (
        Step(_("Read the review, the product bought and the chat record before you call."), "A 任务二 二(二)1"),
        Step(_("Find the cause: service, quality, courier, ill will or mood."), "A 任务二 三1"),
        Step(_("Pass the buyer's words on to the department that is concerned."), "A 任务一 (四)"),
        Step(_("Contact the buyer at once: the aim is to put it right, the review follows from that."), "D 4"),
    ), (*ALWAYS, QUARREL)),
    Playbook("review.service", _("Service"), (
        Step(_("Read the chat record, and find out where we let the buyer down."), "D 3"),
        Step(_("Apologise for the colleague, and answer now what was left open."), "D 3"),
        Step(_("Tell the supervisor: attitude is part of the assessment."), "A 任务四 二(三)2"),
        PUBLICLY,
    ), (*ALWAYS, EXCUSE)),
    Playbook("review.quality", _("Quality"), (
        Step(_("Contact the buyer at once, and ask for pictures of the fault."), "D 4; A 任务四 二(一)1"),
        Step(_("A fault of ours: return or exchange, we bear the freight."), "A 任务四 二(一)1"),
        Step(_("A misunderstanding: explain product and use patiently."), "A 任务四 二(一)2–3"),
        Step(_("Pass the finding on to quality control."), "A 任务一 (四)"),
        PUBLICLY,
    ), (*ALWAYS, EXCUSE)),
    Playbook("review.courier", _("Courier"), (
        Step(_("Look the parcel up, and tell the buyer what went wrong."), "A 任务四 二(二)1"),
        Step(_("Take responsibility, and complain to the courier for the buyer."), "A 任务四 二(二)2"),
        Step(_("Damaged or lost: send again or refund; we claim from the courier."), "D 2"),
        PUBLICLY,
    ), (*ALWAYS, ARGUE)),
    Playbook("review.malicious", _("Ill will"), (
        Step(_("Look for the marks: many bad reviews in many shops, a new account, no chat, other messengers only."),
             "A 任务二 第三节"),
        Step(_("Keep the talk on the platform, and every word of it as evidence."), "A 任务二 第三节"),
        Step(_("Tell the supervisor; report it to the platform with the evidence."), OWN),
        Step(_("Reply publicly with the facts alone, in a calm tone."), "A 任务二 三5"),
    ), (*ALWAYS, YIELD, OUTSIDE)),
    Playbook("review.mood", _("Mood"), (
        Step(_("Take it calmly: some bad reviews belong to every shop."), "A 任务二 三3"),
        Step(_("Listen to the end, and see it with the buyer's eyes."), "A 任务二 三3"),
        Step(_("Agree, encourage and thank: who complains still hopes."), "A 任务二 三2"),
        Step(_("Do what can be done of what the buyer wishes."), "A 任务二 三2"),
        PUBLICLY,
    ), (*ALWAYS, QUARREL)),
)
# fmt: on
