"""Default rules about complaints and service (C 三(二); D 3; S14)."""

from aftercare.cases.remedies.amounts import FREIGHT, VALUE
from aftercare.cases.remedies.defaults.goods import KEEP_ALL_REFUND, MINOR_REFUNDS
from aftercare.cases.remedies.defaults.parts import (
    ANSWER,
    COUPON,
    GIFT,
    OURS,
    REFUND,
    SMALL,
    at_least,
    explained,
    unless,
    when,
)
from aftercare.cases.remedies.plans import PlanTemplate
from aftercare.cases.remedies.rulebook import Rule
from aftercare.cases.remedies.terms import Cause, RemedyKind, Severity, Task
from aftercare.core.marking import _
from aftercare.core.money import ZERO

_COMPLAINT = when(flow="complaint")  # C10
_QUALITY_COMPLAINT = _COMPLAINT + when(cause=Cause.QUALITY, is_dispatched=True) + OURS
_TOO_OFTEN = 3  # D 3: 问了N次

COMPLAINTS = (
    Rule(
        "complaint_quality",
        _("Complaint about quality"),
        "C 三(二)",
        _QUALITY_COMPLAINT + unless(severity=Severity.MINOR),
        (
            PlanTemplate(
                RemedyKind.FULL_REFUND,
                _("Calm the buyer first; refund everything and add a coupon, or a gift when no money is left for one."),
                VALUE,
                refunds_freight=True,
                deadline=REFUND,
                extras=(COUPON, GIFT),
            ),
        ),
    ),
    Rule(
        "complaint_quality_minor",
        _("Complaint about a minor quality problem"),
        "C 三(二); B 三(二)A; D 1",
        _QUALITY_COMPLAINT + when(severity=Severity.MINOR),
        (
            *MINOR_REFUNDS,
            PlanTemplate(
                RemedyKind.COUPON,
                _("Calm the buyer first; say sorry and give a coupon of 5 to 10 yuan."),
                SMALL,
                deadline=REFUND,
                when=at_least(value=SMALL.high),  # never worth more than the goods it is given for
            ),
        ),
    ),
    Rule(
        "complaint_late",
        _("Complaint about late delivery"),
        "C 三(二)",
        _COMPLAINT + when(cause=(Cause.LATE_DISPATCH, Cause.LATE_DELIVERY)),
        (
            PlanTemplate(
                RemedyKind.FREIGHT_REFUND,
                _("Calm the buyer first; refund the freight and add a small gift."),
                FREIGHT,
                deadline=REFUND,
                extras=(GIFT,),
            ),
            PlanTemplate(
                RemedyKind.GIFT,
                _("Calm the buyer first; the freight was free, so give a small gift."),
                when=when(postage=ZERO),
            ),
        ),
    ),
)

SERVICE = (
    Rule(
        "complaint_quality_unsettled",
        _("Complaint about a minor quality problem, nothing less is accepted"),
        "C 三(二)",
        _QUALITY_COMPLAINT + when(severity=Severity.MINOR),
        (KEEP_ALL_REFUND,),
    ),
    Rule(
        "service",
        _("Complaint about service"),
        "D 3",
        when(cause=Cause.SERVICE),
        (
            explained(
                _("Greet the buyer, read the chat history, say sorry for what we did wrong, and solve the matter."),
                deadline=ANSWER,
            ),
        ),
    ),
    Rule(
        "repeated_contacts",
        _("Asked again and again without a result"),
        "D 3; S14",
        at_least(contacts=_TOO_OFTEN),
        (
            PlanTemplate(
                RemedyKind.COUPON,
                _("Give a coupon of 5 to 10 yuan; the buyer had to explain the same matter too often."),
                SMALL,
                tasks=(Task.TELL_SUPERVISOR,),
            ),
            PlanTemplate(
                RemedyKind.GIFT,
                _("Offer a small gift with the next order; the buyer had to explain the same matter too often."),
                tasks=(Task.TELL_SUPERVISOR,),
            ),
        ),
    ),
    Rule(
        "service_severe",
        _("Severe fault of service"),
        "D 3",
        when(cause=Cause.SERVICE, severity=Severity.SEVERE),
        (
            PlanTemplate(RemedyKind.COUPON, _("Give a coupon of 5 to 10 yuan to say sorry for our fault."), SMALL),
            PlanTemplate(RemedyKind.GIFT, _("Offer a small gift with the next order to say sorry for our fault.")),
        ),
    ),
)
