"""What of one line of the list of erasures is here again: restored with an older back-up, or written by a report that
was taken in while the data was being erased (J7). Reads only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from aftercare.chat.models import Conversation
from aftercare.core.bulk import any_of
from aftercare.customers.actions.mark_erased import Mark
from aftercare.customers.erased import digest_of
from aftercare.customers.models import Customer
from aftercare.customers.terms import MarkKind
from aftercare.erasure.ledger import Line
from aftercare.orders.models import Order, OrderLine
from aftercare.reviews.models import Review

_PERSONAL: Final = Q(
    receiver_name="", receiver_name_mask="", receiver_phone_hash="", receiver_address="", buyer_message=""
)


@dataclass(frozen=True)
class Back:
    """Ids of what has come back."""

    customers: set[int]
    orders: set[int]
    reviews: set[int]

    def __bool__(self) -> bool:
        return bool(self.customers or self.orders or self.reviews)


def marks_of(line: Line) -> list[Mark]:
    """By what the buyers of the line are recognised in files."""
    at = datetime.fromisoformat(line.at)
    numbers = set()
    for shop, known in _numbers_of(line).items():
        lines = OrderLine.objects.filter(any_of("order__platform_no", known), order__shop_id=shop)
        of_lines = lines.exclude(line_no="").values_list("line_no", flat=True)
        numbers |= {(shop, number) for number in (*known, *of_lines)}
    marks = [Mark(int(shop), MarkKind.NICK, str(digest), at) for _pk, shop, digest in line.customers]
    return marks + [Mark(shop, MarkKind.ORDER, digest_of(MarkKind.ORDER, number), at) for shop, number in numbers]


def _numbers_of(line: Line) -> dict[int, list[str]]:
    """The numbers of the line's orders by shop."""
    found: dict[int, list[str]] = {}
    for shop, number in line.orders:
        found.setdefault(int(shop), []).append(str(number))
    return found


def what_is_back(line: Line) -> Back:
    """Orders that the buyer has placed since, and reviews written since, are another matter and stay."""
    orders: set[int] = set()
    reviews: set[int] = set()
    at = datetime.fromisoformat(line.at)
    for shop, numbers in _numbers_of(line).items():
        known = Order.objects.filter(any_of("platform_no", numbers), shop_id=shop)
        orders |= set(known.exclude(_PERSONAL).values_list("pk", flat=True))
        reviews |= _dirty(Review.objects.filter(order__in=known), at)
        said = Review.objects.filter(any_of("order_no", numbers), shop_id=shop).exclude(order_no="")
        reviews |= _dirty(said, at)
    made = Customer.objects.filter(orders__in=orders).exclude(nick_hash="")
    named = _named_again(line) | set(made.values_list("pk", flat=True))
    reviews |= _dirty(Review.objects.filter(customer_id__in=named), at) if named else set()
    customers = {pk for pk in named if _is_restored(line, pk)}
    customers |= {pk for pk in named - customers if _has_nothing_new(pk, orders, reviews)}
    return Back(customers, orders, reviews)


def _named_again(line: Line) -> set[int]:
    """Customers with the nicks of the line: the restored ones, and those that a file has made anew."""
    found: set[int] = set()
    for shop in {int(shop) for _pk, shop, _digest in line.customers}:
        digests = [str(digest) for _pk, one, digest in line.customers if int(one) == shop and digest]
        found |= set(Customer.objects.filter(shop_id=shop, nick_hash__in=digests).values_list("pk", flat=True))
    return found


def _is_restored(line: Line, customer: int) -> bool:
    return any(int(pk) == customer for pk, _shop, _digest in line.customers)


def _has_nothing_new(customer: int, orders: set[int], reviews: set[int]) -> bool:
    """Whether there is nothing of this buyer but what the file told anew."""
    of_orders = Order.objects.filter(pk__in=orders, customer_id=customer)
    if not of_orders.exists() and not Review.objects.filter(pk__in=reviews, customer_id=customer).exists():
        return False
    own_orders = Order.objects.filter(customer_id=customer).exclude(pk__in=orders)
    own_reviews = Review.objects.filter(customer_id=customer).exclude(pk__in=reviews)
    talks = Conversation.objects.filter(visitor__customer_id=customer)
    return not (own_orders.exists() or own_reviews.exists() or talks.exists())


def _dirty(rows: QuerySet[Review], at: datetime) -> set[int]:
    """Reviews of the time before with words or a nick in them."""
    before = ~Q(content="") | ~Q(nick="") | ~Q(nick_hash="")
    for words, told_at in (("append_text", "appended_at"), ("reply_text", "replied_at")):
        before |= ~Q(**{words: ""}) & (Q(**{told_at: None}) | Q(**{f"{told_at}__lte": at}))
    return set(rows.filter(before, reviewed_at__lte=at).values_list("pk", flat=True))
