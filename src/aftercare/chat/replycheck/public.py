"""The rules for a public reply under a review (S11, R6): everything said there is said about the review, so that less
is needed to buy it than in a conversation. Pure.
"""

from dataclasses import replace
from functools import lru_cache
from typing import Final

from aftercare.chat.replycheck.rulebook import Rule, Rulebook
from aftercare.chat.replycheck.terms import Detector, HitKind
from aftercare.chat.replycheck.words import NO_BARGAIN, words
from aftercare.core.marking import _

# Where the review is meant without being named, and what nobody needs to say in a conversation.
CHANGED: Final = (
    "改完评|改了评|改好评|改中评|换个好评|中评改|改好后|改完后|修改后|更改后|修改完|更改完|撤销后|删除后|删掉后|改后"
    "|改一改|删了|改掉|改五星|改成五|好评后|给好评|追评后|追加后|重新评价|好评返|好评有|晒图有|晒单有"
    "|once you change|after you change"
)
GAINS: Final = (
    "退款|退一半|退您|退你|退全款|全额退|半价退|退差价|赔偿|赔付|理赔|领券|有奖|送您|免单|惊喜|好评返|好评有"
    "|refund|compensate"
)
CONTACT: Final = "联系客服|联系我们|联系在线|找客服|找我们|私信|私聊|咨询客服|加客服|contact us|message us"
BONUS: Final = (
    "惊喜|有礼|好礼|红包|返现|返利|领券|领取*券|优惠券|有奖|奖励|礼品|礼物|福利|小心意|gift|coupon|cashback|voucher"
)
_BONUS_RULE: Final = Rule(
    "review.public_bonus",
    HitKind.REVIEW_BOUGHT,
    Detector.PAIR,
    _("A gift for whoever gets in touch is a benefit for the review. Say how you put it right."),
    "请联系客服，我们会尽快帮您处理",
    words(CONTACT),
    words(BONUS),
    words(NO_BARGAIN),
    reach=1,
)


@lru_cache(maxsize=50)
def public_book(book: Rulebook) -> Rulebook:
    """The shop's rules, stricter where a review is bought."""
    rules = [
        replace(rule, phrases=words(CHANGED, "|".join(rule.phrases)), partners=words(GAINS, "|".join(rule.partners)))
        if rule.code == "review.change"
        else rule
        for rule in book.rules
        if rule.code != _BONUS_RULE.code
    ]
    return Rulebook(book.version, (*rules, _BONUS_RULE))
