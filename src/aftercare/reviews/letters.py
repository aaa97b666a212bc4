"""What a review says in the case that it opens: its words, and what is told of it later."""

from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from aftercare.reviews.models import Review
from aftercare.reviews.terms import Result

MOST: Final = 500  # characters that the case's own field takes
MOST_NOTE: Final = 1000


def review_text(review: Review) -> str:
    """The buyer's words, with what they added."""
    if not review.append_text:
        return review.content[:MOST]
    added = _("Added: %(text)s") % {"text": review.append_text}
    return f"{review.content[: MOST // 2]}\n{added}".strip()[:MOST]


def news_text(review: Review) -> str:
    """What the platform shows of the review now, as a note."""
    zone = ZoneInfo(review.shop.timezone)
    parts = [
        _("The platform tells more of the review. It says now: %(result)s.") % {"result": Result(review.result).label}
    ]
    if review.append_text:
        when = f" ({review.appended_at.astimezone(zone):%Y-%m-%d %H:%M})" if review.appended_at else ""
        parts.append(_("The buyer has added%(when)s: %(text)s") % {"when": when, "text": review.append_text})
    if review.reply_text:
        parts.append(_("The shop's reply that it shows: %(text)s") % {"text": review.reply_text})
    return "\n".join(parts)[:MOST_NOTE]
