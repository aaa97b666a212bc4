"""What the widget says, and how pages of one buyer name an order. The scripts hold no words: they get these, in the
buyer's language, as data."""

from typing import Any, Final

from django.conf import settings
from django.utils import translation

from aftercare.core.words import _
from aftercare.orders.models import Order

TAIL: Final = 6  # characters of the order number that the buyer recognises it by

# Of the button on the shop's page: in each language, since only the page knows which one it is.
BUTTON: Final[dict[str, Any]] = {
    "open": _("Chat with us"),
    "close": _("Close the chat"),
    "unread": _("{count} new messages"),
}
FRAME: Final[dict[str, Any]] = {
    # who answers, and when
    "ready": _("Here for you"),
    "usually": _("Usually answers within {time}"),
    "away": _("Nobody is here just now"),
    "soon": _("Somebody will be with you shortly"),
    "next": _("You are next"),
    "place": _("You are number {place} in the queue"),
    "with": _("{name} is with you"),
    "seconds30": _("30 seconds"),
    "seconds60": _("a minute"),
    "seconds120": _("2 minutes"),
    "seconds300": _("5 minutes"),
    "seconds600": _("10 minutes"),
    # what happened
    "routed": _("{name} is with you now"),
    "taken": _("{name} is with you now"),
    "transferred": _("{name} goes on from here"),
    "requeued": _("A colleague will go on from here"),
    "closed": _("The conversation has ended. Thank you!"),
    "left": _("The conversation ended because nobody wrote any more. Write at any time."),
    # messages
    "today": _("Today"),
    "yesterday": _("Yesterday"),
    "you": _("You"),
    "shop": _("Shop"),
    "sending": _("Sending"),
    "sent": _("Sent"),
    "read": _("Read"),
    "failed": _("Not sent. Tap to try again"),
    "discard": _("Delete"),
    "writes": _("is writing…"),
    "picture": _("Picture"),
    "enlarge": _("Show the picture larger"),
    "unshown": _("This picture cannot be shown here."),
    # cards
    "order": _("Order {number}"),
    "paid": _("Paid {amount}"),
    "about": _("Your question is about"),
    "contact": _("How to reach you"),
    # writing
    "remove": _("Remove"),
    "long": _("{count} characters too many"),
    "kind": _("Only pictures can be sent here: JPG, PNG, WebP or HEIC."),
    "large": _("This picture has {size} MB; at most {most} MB can be sent."),
    "unsent": _("The picture could not be sent. Tap to try again."),
    "no_message": _("Write your message first."),
    "no_contact": _("Say how we can reach you."),
    # the rating
    "rate": _("How content are you with this conversation?"),
    "stars1": _("Very unhappy"),
    "stars2": _("Unhappy"),
    "stars3": _("All right"),
    "stars4": _("Content"),
    "stars5": _("Very content"),
    "few_words": _("A few words, if you like"),
    "send_rating": _("Send rating"),
    "thanks": _("Thank you for your rating!"),
    "change": _("Change it"),
}


def frame_texts() -> dict[str, str]:
    """In the language of this moment."""
    return {name: str(text) for name, text in FRAME.items()}


def button_texts() -> dict[str, dict[str, str]]:
    """In every language that we have."""
    texts = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            texts[code] = {name: str(text) for name, text in BUTTON.items()}
    return texts


def tail_of(order: Order) -> str:
    """The end of its number; the whole one is nobody's business who looks over a shoulder."""
    return order.platform_no[-TAIL:]
