"""What a product may say: bounds, links, tags (C1). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from aftercare.core.money import Money
from aftercare.core.text import clean
from aftercare.core.words import _
from aftercare.orders.terms import ReturnClass

LONGEST_CODE: Final = 80
LONGEST_TITLE: Final = 200
LONGEST_POINTS: Final = 200
LONGEST_LINK: Final = 500
LONGEST_TAG: Final = 12
MOST_TAGS: Final = 10
MOST_STOCK: Final = 10_000_000
MOST_PRICE: Final = Money(10**9)


@dataclass(frozen=True)
class ProductFacts:
    """What somebody says of a product. None: not known. Tags are short words; `link` opens the product's page."""

    code: str
    title: str
    price: Money | None = None
    tags: tuple[str, ...] = ()
    selling_points: str = ""
    stock: int | None = None
    link: str = ""
    cost: Money | None = None
    return_class: ReturnClass = ReturnClass.NORMAL
    is_active: bool = True


def read_tags(text: str) -> tuple[str, ...]:
    """'送礼 生日、原木' as tags, each once."""
    for sign in ",,、;;/|\n\t":
        text = text.replace(sign, " ")
    return tuple(dict.fromkeys(clean(text).split()))


def tidied(facts: ProductFacts) -> ProductFacts:
    """Without hidden characters and outer spaces."""
    texts = {
        name: " ".join(clean(getattr(facts, name)).split()) for name in ("code", "title", "selling_points", "link")
    }
    return ProductFacts(**{**vars(facts), **texts, "tags": tuple(dict.fromkeys(map(clean, facts.tags)))})


def product_problems(facts: ProductFacts) -> dict[str, Any]:
    """What is wrong with it, by field; nothing when it can be kept."""
    problems: dict[str, Any] = {}
    for name, longest in (("code", LONGEST_CODE), ("title", LONGEST_TITLE)):
        if not getattr(facts, name):
            problems[name] = _("Fill this in.")
        elif len(getattr(facts, name)) > longest:
            problems[name] = _("At most %(most)s characters.") % {"most": longest}
    if len(facts.selling_points) > LONGEST_POINTS:
        problems["selling_points"] = _("At most %(most)s characters.") % {"most": LONGEST_POINTS}
    for name, amount in (("price", facts.price), ("cost", facts.cost)):
        if amount is not None and not Money(0) <= amount <= MOST_PRICE:
            problems[name] = _("This amount is not possible.")
    if facts.stock is not None and not 0 <= facts.stock <= MOST_STOCK:
        problems["stock"] = _("Enter a whole number, zero or more.")
    if problem := _tag_problem(facts.tags):
        problems["tags"] = problem
    if facts.link and not is_web_address(facts.link):
        problems["link"] = _("Enter a full address that begins with https:// or http://.")
    return problems


def _tag_problem(tags: Iterable[str]) -> Any:
    tags = list(tags)
    if len(tags) > MOST_TAGS:
        return _("At most %(most)s tags.") % {"most": MOST_TAGS}
    if any(len(tag) > LONGEST_TAG for tag in tags):
        return _("A tag has at most %(most)s characters.") % {"most": LONGEST_TAG}
    return None


def is_web_address(link: str) -> bool:
    """A whole http or https address without a login in it, and nothing that a browser could read otherwise."""
    if len(link) > LONGEST_LINK or link != clean(link) or any(sign.isspace() or sign in '<>"\\`' for sign in link):
        return False
    try:
        parts = urlsplit(link)
        _port = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
