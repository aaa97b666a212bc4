"""The rules that a shop starts with (S11): reviews, persons, what was said before; `manners.py` has those of tone.

`why` is a message id; `better` is what goes out to the buyer, so it is in the language of the words it stands for.
"""

from typing import Final

from aftercare.chat.replycheck.manners import MANNERS
from aftercare.chat.replycheck.rulebook import Rule, Rulebook, parse_rulebook
from aftercare.chat.replycheck.terms import Detector, HitKind
from aftercare.chat.replycheck.words import (
    ASKED,
    CHANGED,
    COURTESY,
    GAINS,
    MONEY_GAINS,
    NO_BARGAIN,
    NOT_A_PERSON,
    OUTLETS,
    PLACES,
    PRAISED,
    words,
)
from aftercare.core.marking import _

_REVIEWS: Final = (
    Rule(
        "review.change",
        HitKind.REVIEW_BOUGHT,
        Detector.PAIR,
        _("A benefit for changing or deleting a review is forbidden. Settle the matter first, apart from any review."),
        "您的问题我们先帮您处理好，评价由您自己决定",
        words(CHANGED),
        words(GAINS, MONEY_GAINS),
        words(NO_BARGAIN),
        reach=2,
    ),
    Rule(
        "review.praise",
        HitKind.REVIEW_BOUGHT,
        Detector.PAIR,
        _("A benefit for a good review is forbidden. Ask for an honest one, or for none."),
        "收到后欢迎您如实评价",
        words(PRAISED),
        words(GAINS),
        words(NO_BARGAIN),
        reach=1,
    ),
    Rule(
        "review.asked",
        HitKind.REVIEW_ASKED,
        Detector.PHRASES,
        _("Settle the matter first; whether the review changes is up to the buyer."),
        "问题处理好后，您愿意的话可以追加说明",
        words(ASKED),
        unless=words(
            "怎么修改评价|如何修改评价|怎么改评价|怎样修改评价|哪里修改评价|想修改评价|要修改评价|想改评价|要改评价"
            "|不能修改评价|无法修改评价|不能改评价|不用改评价|不需要改评价|不用修改评价|不需要修改评价"
            "|修改评价的入口|修改评价入口|修改评价的次数|不会要求您改评价|不会删除评价|不会删评"
        ),
    ),
)

_PERSONS: Final = (
    Rule(
        "personal.phone",
        HitKind.PERSONAL_DATA,
        Detector.PHONE,
        _("This is not a number of this buyer or of the shop. For a courier's number, say that it is the courier's."),
        "您预留的手机号",
        words("电话|手机|手机号|号码|联系方式|联系人|tel|phone|mobile"),
        unless=words(OUTLETS),
    ),
    Rule(
        "personal.identity",
        HitKind.PERSONAL_DATA,
        Detector.IDENTITY,
        _("An identity number of somebody must not be sent."),
        "您的证件号",
        unless=words(NOT_A_PERSON, "订单"),
    ),
    Rule(
        "personal.card",
        HitKind.PERSONAL_DATA,
        Detector.CARD,
        _("A bank card of somebody must not be sent."),
        "您的收款账户",
        words("卡号|银行卡|储蓄卡|信用卡|账号|账户"),
        unless=words(NOT_A_PERSON, "订单|对公|公户|公司账|我司|开户"),
    ),
    Rule(
        "personal.order",
        HitKind.PERSONAL_DATA,
        Detector.ORDER,
        _("This order is not one of this buyer, as far as we know. Ask for the number, or send a card of the order."),
        "您的这笔订单",
        words("订单|订单号|订单编号|order"),
        unless=words(NOT_A_PERSON, "账号|账户|对公|开户"),
    ),
    Rule(
        "personal.address",
        HitKind.PERSONAL_DATA,
        Detector.ADDRESS,
        _("This is not an address of this buyer or of the shop. For a pick-up point, say that it is one."),
        "您的收货地址",
        unless=words(OUTLETS, PLACES),
    ),
)


_REPEATED: Final = (
    Rule(
        "repeated.same",
        HitKind.REPEATED,
        Detector.REPEATED,
        _("You said this already in this conversation. Add what is new, or answer what was asked."),
        "我再给您说得具体一些",
        words(COURTESY),
    ),
)

# Read like a shop's own book, so that a wrong one stops the start.
DEFAULT_RULEBOOK: Final = parse_rulebook(Rulebook(1, (*_REVIEWS, *_PERSONS, *MANNERS, *_REPEATED)).as_json())
