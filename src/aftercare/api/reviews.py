"""Reviews handed in, and the replies to them fetched, by a shop's own program (R1)."""

from datetime import datetime
from typing import Any, Final

from django.http import JsonResponse

from aftercare.api.calls import body_of, call
from aftercare.apikeys.models import ApiKey
from aftercare.apikeys.terms import Scope
from aftercare.core.errors import InvalidInput
from aftercare.core.text import read_number
from aftercare.core.words import _
from aftercare.intake.problems import RowProblem
from aftercare.intake.terms import Verdict
from aftercare.reviews.actions.put_reviews import put_reviews
from aftercare.reviews.queries import replies_to_show
from aftercare.web.policy import PageRequest

KNOWN: Final = frozenset({"reviews", "as_of"})


@call(Scope.REVIEWS, "PUT", "POST")
def reviews(request: PageRequest, key: ApiKey) -> JsonResponse:
    """{"reviews": [{…}, …], "as_of"} is answered by {"results": [{"verdict"} or {"error"}, …]}, in the same order."""
    told = body_of(request)
    rows = told.get("reviews")
    if set(told) - KNOWN or not isinstance(rows, list):
        raise InvalidInput({"reviews": _("Send an object with a list named reviews, and as_of if you like.")})
    results = put_reviews(shop=key.shop, told=rows, as_of=_moment(told.get("as_of")))
    return JsonResponse({"results": [_result(one) for one in results]})


@call(Scope.REPLIES, "GET")
def replies(request: PageRequest, key: ApiKey) -> JsonResponse:
    """Replies that stand and that nobody has told us of as shown, the oldest first: {"replies": […], "after"}; `after`
    begins the next part, null on the last."""
    after = read_number(request.GET.get("after", "0"))
    if after is None or set(request.GET) - {"after"}:
        raise InvalidInput({"after": _("Send the number that the last answer gave.")})
    found, next_after = replies_to_show(key.shop_id, after)
    shown = [
        {
            "id": one.pk,
            "review_no": one.review.review_no,
            "order_no": one.review.order_no,
            "line_no": one.review.line_no,
            "text": one.text,
            "written_at": one.written_at.isoformat(),
        }
        for one in found
    ]
    return JsonResponse({"replies": shown, "after": next_after})


def _moment(told: Any) -> datetime | None:
    if told is None:
        return None
    try:
        at = datetime.fromisoformat(told)
    except (TypeError, ValueError):
        at = None
    if at is None or at.tzinfo is None:
        raise InvalidInput({"as_of": _("Write a time with its zone, such as 2026-11-20T10:00:00+08:00.")})
    return at


def _result(one: Verdict | RowProblem) -> dict[str, Any]:
    if isinstance(one, Verdict):
        return {"verdict": one.value}
    return {"error": {"code": one.code, "field": one.column, "sentence": str(one.refusal)}}
