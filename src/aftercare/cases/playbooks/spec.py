"""What a playbook is, and what no playbook allows. Pure."""

from dataclasses import dataclass
from typing import Any

from aftercare.core.words import Choices, _

OWN = "own"  # no source says it: the shop's own good sense


class Family(Choices):
    """The kinds of dispute (A 任务三): product, logistics, service and payment; what is left beside them."""

    PRODUCT = "product", _("Product dispute")  # 产品纠纷
    LOGISTICS = "logistics", _("Logistics dispute")  # 物流纠纷
    SERVICE = "service", _("Attitude dispute")  # 服务态度纠纷
    PAYMENT = "payment", _("Payment dispute")  # 收付款纠纷
    REVIEW = "review", _("Neutral or bad review")  # 中差评
    OTHER = "other", _("Other matters")  # 其他纠纷


@dataclass(frozen=True)
class Step:
    """One thing to do. `source`: the paragraph it comes from (A to D as in requirements.md), or OWN."""

    text: Any
    source: str


@dataclass(frozen=True)
class Never:
    """One thing that must not be said or done."""

    text: Any
    source: str


@dataclass(frozen=True)
class Playbook:
    """The steps of one kind of dispute in their order. `code` is `<family>.<type>`."""

    code: str
    label: Any
    steps: tuple[Step, ...]
    never: tuple[Never, ...]

    @property
    def family(self) -> Family:
        return Family(self.code.partition(".")[0])


ARGUE = Never(_("Do not argue about whose fault it is."), "A 任务四 二(二)2")
EXPOSE = Never(_("Never make anything about the buyer public."), "A 任务二 三5")
BUY = Never(_("Never trade a benefit for another review."), "D 4")
FLAT = Never(_("Do not say “no way”, “impossible” or “never heard of it”."), "B 五(三)②")
VAGUE = Never(_("Do not say “perhaps”, “maybe” or “it should be”; say what is certain."), "B 四(一)")
QUARREL = Never(_("Do not quarrel or shout back, whatever the buyer says."), "D 3; A 任务四 一(四)")
EXCUSE = Never(_("Look for no excuses and do not defend ourselves."), "D 2")
PROMISE = Never(_("Promise nothing lightly."), "A 任务四 一(五)")
TWICE = Never(_("Do not pass the buyer on, nor let them tell it all again."), "D 3")
ACCUSE = Never(_("Do not reproach the buyer with having signed for or confirmed it."), "D 2")
OUTSIDE = Never(_("No talk and no money outside the platform."), "A 任务二 第三节")
YIELD = Never(_("Give nothing under a threat."), OWN)
JUDGE = Never(_("Do not tell the buyer that it is no quality fault."), "D 1")
