"""The blocks of the column, in their order. Each has its own address and reloads by itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import NotFound
from aftercare.web.talks.panel.buyer import BuyerContext
from aftercare.web.talks.panel.delivery import DeliveryContext
from aftercare.web.talks.panel.followup import FollowUpContext
from aftercare.web.talks.panel.manner import MannerContext
from aftercare.web.talks.panel.needs import NeedsContext
from aftercare.web.talks.panel.orders import CasesContext, OrdersContext
from aftercare.web.talks.panel.price import PriceContext
from aftercare.web.talks.panel.recommend import RecommendContext
from aftercare.web.talks.panel.side import Side


@dataclass(frozen=True)
class BlockKind:
    """One block. `is_open`: as long as nobody has folded it; a folded one is read when it is opened."""

    code: str
    label: Any
    icon: str
    template: str
    make: Callable[..., Any]
    is_open: bool = False

    @property
    def cookie(self) -> str:
        """Whether this browser has it open: js/fold.js."""
        return f"talk_{self.code}"


BLOCKS: Final = (
    BlockKind("buyer", _("Buyer"), "user-round", "talks/_panel_buyer.html", BuyerContext, True),
    BlockKind("orders", _("Orders"), "package", "talks/_panel_orders.html", OrdersContext, True),
    BlockKind("cases", _("Cases"), "rotate-ccw", "talks/_panel_cases.html", CasesContext, True),
    BlockKind("manner", _("How to treat them"), "heart-handshake", "talks/_panel_manner.html", MannerContext, True),
    BlockKind("needs", _("Needs"), "list-checks", "talks/_panel_needs.html", NeedsContext, True),
    BlockKind("recommend", _("Recommend"), "gift", "talks/_panel_recommend.html", RecommendContext),
    BlockKind("price", _("Price"), "badge-percent", "talks/_panel_price.html", PriceContext),
    BlockKind("delivery", _("Delivery"), "truck", "talks/_panel_delivery.html", DeliveryContext),
    BlockKind("follow_up", _("Follow-up"), "calendar-clock", "talks/_panel_follow_up.html", FollowUpContext),
)
BY_CODE: Final = {kind.code: kind for kind in BLOCKS}


class Block:
    """One block as it is printed. `filled`: its content, when a form of it comes back with remarks."""

    def __init__(self, kind: BlockKind, side: Side, *, is_open: bool, filled: Any = None) -> None:
        self.kind, self.side, self.is_open = kind, side, is_open
        self._filled = filled

    @cached_property
    def body(self) -> Any:
        return self._filled or self.kind.make(self.side)

    @property
    def mark(self) -> Any:
        """A few words in the head, which are there when it is folded too."""
        return getattr(self.body, "mark", "")

    @property
    def url(self) -> str:
        return reverse("talk_panel_block", args=[self.side.pk, self.kind.code])


def is_open(kind: BlockKind, cookies: Mapping[str, str]) -> bool:
    """As this browser left it."""
    return {"open": True, "closed": False}.get(cookies.get(kind.cookie, ""), kind.is_open)


class PanelContext:
    """The whole column: with all nine blocks open at most 45 queries, the same for a buyer of a thousand orders."""

    def __init__(self, side: Side, cookies: Mapping[str, str]) -> None:
        self.side = side
        self.blocks = [Block(kind, side, is_open=is_open(kind, cookies)) for kind in BLOCKS]


def kind_of(code: str) -> BlockKind:
    """Raises NotFound."""
    if code not in BY_CODE:
        raise NotFound(code)
    return BY_CODE[code]
