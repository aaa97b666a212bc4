"""What a key may be good for."""

from aftercare.core.words import Choices, _


class Scope(Choices):
    """One thing that a program may do in the shop of its key."""

    REVIEWS = "reviews", _("Hand in reviews")  # 推送评价
    REPLIES = "replies", _("Fetch replies to reviews")  # 取回评
