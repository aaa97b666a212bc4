"""What the list of quick replies prints."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from aftercare.core.text import clean
from aftercare.knowledge.access import EXPORTERS, may_keep, may_own, readable_shops
from aftercare.knowledge.queries import ReplyRow, ReplyWish, groups_of, reply_page
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.web.numbers import read_number
from aftercare.web.pieces.marks import moment
from aftercare.web.pieces.parts import FilterChoice, FilterMenu

WHOSE = ("own", "shared")


@dataclass(frozen=True)
class Line:
    """A row of the list."""

    address: str
    title: str
    text: str
    shortcut: str
    group: str
    shop: str
    is_own: bool
    is_faq: bool
    uses: int
    last_used: SafeString


def read_wish(person: Person, chosen: frozenset[int], asked: Mapping[str, str]) -> tuple[ReplyWish, list[Shop]]:
    """What the address asks for, and the shops one can choose from; what is not known filters nothing."""
    shops = list(readable_shops(person).order_by("name", "pk"))
    ids = frozenset(shop.pk for shop in shops)
    only = read_number(asked.get("shop"))
    wanted = frozenset({only}) & ids if only is not None else chosen & ids
    wish = ReplyWish(
        shop_ids=wanted or ids,
        group=clean(asked.get("group", ""))[:40] or None,
        whose=asked.get("whose", "") if asked.get("whose") in WHOSE else "",
        text=clean(asked.get("q", ""))[:60],
        is_active=asked.get("state") != "archived",
        is_faq=asked.get("faq") == "yes",
    )
    return wish, shops


class RepliesContext:
    """The list with its filters: five queries, six for a later page."""

    def __init__(self, person: Person, chosen: frozenset[int], asked: Mapping[str, str], at: datetime) -> None:
        self.wish, self.shops = read_wish(person, chosen, asked)
        self.person, self.at, self.text = person, at, self.wish.text
        self.only_shop = read_number(asked.get("shop"))
        rows, has_more = reply_page(person, self.wish, at, after=read_number(asked.get("after")))
        self.rows = [self._line(row) for row in rows]
        self.more_url = self.address(after=str(rows[-1].reply.pk)) if has_more else ""

    def _line(self, row: ReplyRow) -> Line:
        reply = row.reply
        return Line(
            address=reverse("quick_reply", args=[reply.pk]),
            title=reply.title,
            text=reply.text,
            shortcut=f"/{reply.shortcut}" if reply.shortcut else "",
            group=reply.group,
            shop=reply.shop.name if self.several_shops else "",
            is_own=not reply.is_shared,
            is_faq=reply.is_faq,
            uses=row.uses,
            last_used=moment(row.last_at, self.at),
        )

    def _query(self) -> dict[str, str]:
        wish = self.wish
        query = {
            "shop": str(self.only_shop or ""),
            "group": wish.group or "",
            "whose": wish.whose,
            "faq": "yes" if wish.is_faq else "",
            "state": "" if wish.is_active else "archived",
            "q": wish.text,
        }
        return {name: value for name, value in query.items() if value}

    def address(self, **changed: str) -> str:
        """The list with other filters; '' takes one away."""
        query = {name: value for name, value in {**self._query(), **changed}.items() if value}
        return f"{reverse('quick_replies')}?{urlencode(query)}" if query else reverse("quick_replies")

    @property
    def several_shops(self) -> bool:
        return len(self.wish.shop_ids) > 1

    @property
    def columns(self) -> int:
        return 7 if self.several_shops else 6

    @property
    def is_filtered(self) -> bool:
        return bool(self._query())

    @property
    def clear_url(self) -> str:
        return reverse("quick_replies") if self.is_filtered else ""

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Filters that the search field keeps."""
        return [(name, value) for name, value in self._query().items() if name != "q"]

    @property
    def may_add(self) -> bool:
        return any(may_keep(self.person, shop.pk) or may_own(self.person, shop.pk) for shop in self.shops)

    @property
    def export_url(self) -> str:
        """'' for whoever takes no files."""
        if not self.person.is_administrator and self.person.all_roles.isdisjoint(EXPORTERS):
            return ""
        query = self._query()
        return f"{reverse('quick_replies_export')}?{urlencode(query)}" if query else reverse("quick_replies_export")

    @property
    def menus(self) -> list[FilterMenu]:
        """Shop, group, whose, automatic answers, archived."""
        here = self._query()
        groups = {name: f"{name} · {count}" for name, count in groups_of(self.person, self.wish.shop_ids) if name}
        group = here.get("group", "")
        menus = [
            self._menu("group", _("Group"), groups, group),
            self._menu("whose", _("Whose"), {"shared": _("The shop's"), "own": _("Mine")}, here.get("whose", "")),
            self._menu("faq", _("Automatic"), {"yes": _("Answers by itself")}, here.get("faq", "")),
            self._menu("state", _("State"), {"archived": _("Archived")}, here.get("state", "")),
        ]
        if len(self.shops) > 1:
            names = {str(shop.pk): shop.name for shop in self.shops}
            menus.insert(0, self._menu("shop", _("Shop"), names, here.get("shop", "")))
        return menus

    def _menu(self, name: str, label: Any, values: Mapping[str, Any], here: str) -> FilterMenu:
        choices = [FilterChoice(_("All"), self.address(**{name: ""}), not here)]
        choices += [FilterChoice(text, self.address(**{name: code}), code == here) for code, text in values.items()]
        shown = here if name == "group" else values.get(here, "")
        return FilterMenu(label, tuple(choices), shown)
