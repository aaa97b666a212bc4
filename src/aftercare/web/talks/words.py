"""Sentences of the workbench: what happened in a conversation, and what the browser's part says."""

from functools import lru_cache
from typing import Any, Final

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from aftercare.chat.terms import Auto, Kind, Side, Topic
from aftercare.core.papers import hide_papers
from aftercare.orders.terms import OrderStatus

# What a line of what happened says; %(name)s is who it is about.
NOTICES: Final[dict[str, Any]] = {
    "routed": lazy("%(name)s was given the conversation"),
    "taken": lazy("%(name)s took the conversation"),
    "transferred": lazy("Handed over to %(name)s"),
    "requeued": lazy("Back in the queue"),
    "off_shift": lazy("%(name)s went off duty; back in the queue"),
    "screen_gone": lazy("%(name)s's screen is gone; back in the queue"),
    "closed": lazy("%(name)s ended the conversation"),
    "left": lazy("The conversation ended by itself"),
}
SOMETHING: Final = lazy("Something happened here")
KINDS: Final[dict[str, Any]] = {Kind.PICTURE: lazy("[Picture]"), Kind.CARD: lazy("[Card] %(text)s")}
TOPICS: Final[dict[str, Any]] = {Topic.PRESALE: lazy("Pre-sale"), Topic.AFTERSALE: lazy("After-sales")}
STARS: Final = "★"


def guest_name(name: str, visitor_id: int) -> str:
    """How a buyer is called: by the name that the shop's site told, or as a guest with a number."""
    return name or _("Guest %(number)s") % {"number": visitor_id}


def preview(text: str, kind: str, side: str) -> str:
    """The newest words of a conversation in one line, without numbers of papers and cards: those stand in the talk
    alone (J10)."""
    text = hide_papers(text)
    if kind == Kind.NOTICE:
        return str(NOTICES.get(text, SOMETHING)) % {"name": ""}
    if kind == Kind.WHISPER:
        return _("Note: %(text)s") % {"text": text}
    if kind in KINDS:
        text = str(KINDS[kind]) % {"text": text}
    return text if side == Side.BUYER else _("Us: %(text)s") % {"text": text}


def screen_words() -> dict[str, Any]:
    """Everything that the browser's part says, in the language of the page. Not to be changed: pages share it."""
    return _screen_words(get_language() or "")


@lru_cache(maxsize=8)
def _screen_words(_language: str) -> dict[str, Any]:
    return {
        "notices": {code: str(sentence) for code, sentence in NOTICES.items()},
        "something": str(SOMETHING),
        "autos": {auto.value: str(auto.label) for auto in Auto},
        "statuses": {status.value: str(status.label) for status in OrderStatus},
        **_state_words(),
        **_message_words(),
        **_alert_words(),
    }


def _state_words() -> dict[str, str]:
    return {
        "time_left": pgettext("countdown", "%(time)s left"),
        "time_over": pgettext("countdown", "%(time)s over"),
        "days": _("%(days)s d"),
        "answer_due": _("The buyer waits for an answer; it is due at %(time)s"),
        "with_you": _("With you"),
        "with": _("With %(name)s"),
        "in_queue": _("Number %(place)s in the queue"),
        "ended": pgettext("conversation", "Ended"),
        "rated": _("Rated %(stars)s of 5"),
        "not_rated": _("Not rated"),
        "flagged": _("Abusive buyer"),
        "buyer_writes": _("The buyer is writing…"),
        "buyer_here": _("The buyer is looking"),
        "writes": _("%(names)s is writing…"),
        "looks": _("%(names)s is looking"),
        "new_rows": _("%(count)s new"),
        "newer_below": _("%(count)s new messages"),
        "offline": _("Not connected; connecting again. What you send is kept and sent."),
        "slow": _("Live updates are interrupted; this page looks every 4 seconds. Nothing is lost."),
        "logged_out": _("You are logged out. What you have typed is kept here."),
        "log_in": _("Log in again"),
        "gone": _("This conversation is no longer yours to see."),
        "watch": _("Watch"),
        "watching": _("Watching"),
        "flag": _("Flag an abusive buyer"),
        "unflag": _("Take the flag away"),
    }


def _message_words() -> dict[str, str]:
    return {
        "today": _("Today"),
        "yesterday": _("Yesterday"),
        "unread": _("New since you last read"),
        "whisper": _("Only colleagues see this"),
        "automatic": _("Sent by itself: %(why)s"),
        "sending": _("Sending…"),
        "sent": _("Sent"),
        "read": _("Read"),
        "failed": pgettext("conversation", "Not sent"),
        "blocked": _("Not sent: the reply check does not let these words through."),
        "again": pgettext("conversation", "Send again"),
        "edit": _("Back to the box"),
        "discard": _("Discard"),
        "answered_meanwhile": _("%(name)s answered while you were writing."),
        "newer": _("New messages came while you were writing. Yours is not sent yet."),
        "send_anyway": _("Send anyway"),
        "picture": _("Picture"),
        "open_picture": _("Open the picture"),
        "picture_failed": _("The picture was not sent."),
        "only_pictures": _("Only pictures can be sent here (JPG, PNG, WebP, HEIC)."),
        "colleague": _("A colleague"),
        "product": _("Product"),
        "order": _("Order"),
        "paid": pgettext("conversation", "Paid"),
        "contact": _("Asks to be contacted"),
        "because": _("Why this one: %(reason)s"),
        "open_link": _("Open in the shop"),
        "reply_hint": _("Write a reply. Enter sends, Shift+Enter begins a line, / brings quick replies"),
        "note_hint": _("Write a note for colleagues; the buyer never sees it. @ names somebody"),
        "send": _("Send"),
        "send_note": _("Keep the note"),
        "fill_gap": _("Fill in what stands in 【】 first; nothing is sent yet."),
        "beginning": _("This is where the conversation began"),
    }


def _alert_words() -> dict[str, str]:
    return {
        "alert_new": _("A new conversation: %(name)s"),
        "alert_message": _("%(name)s has written"),
        "alert_half": _("%(name)s: half of the time for an answer is over"),
        "alert_zero": _("%(name)s: the answer is overdue"),
        "sound_on": _("Sound is on"),
        "sound_off": _("Sound is off"),
        "notices_on": _("Notifications of the browser are on"),
        "notices_off": _("Notifications of the browser are off"),
        "notices_denied": _("This browser does not allow notifications. Allow them beside its address bar."),
    }
