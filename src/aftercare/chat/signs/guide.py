"""How to treat a buyer who swears at us (D 3, 客服回复不到位,大骂出口的顾客): the steps, in the order of doing them."""

from dataclasses import dataclass
from typing import Any, Final

from aftercare.core.words import _


@dataclass(frozen=True)
class Step:
    """What to do, why or how, and a sentence to begin with (None where there is nothing to say)."""

    title: Any
    how: Any
    script: Any = None


# Somebody who swears is often hasty and direct. Nothing follows from it about the person.
BEFORE: Final = _(
    "Do not hurry, do not be afraid, never swear back. Such buyers are often quick-tempered and direct; do not judge"
    " the person."
)
# fmt: off
STEPS: Final = (
    Step(_("Greet at once"), _("A short sign that somebody is there and takes care."),
         _("Hello, I am here and I take care of this myself. Please give me a minute to read what you wrote.")),
    Step(_("Read the whole chat"), _("Earlier conversations as well: what happened, and what was promised?")),
    Step(_("Own what we did wrong"), _("Apologise for exactly that, without excuses."),
         _("I have read everything. We did not handle this well, and I am sorry.")),
    Step(_("Come straight to the point"), _("Say what you do now and by when it is solved."),
         _("This is what I do now: … It will be done by …, and I will tell you myself.")),
    Step(_("Offer a small compensation, if we failed"),
         _("When the buyer had to explain it again and again: a small gift with the next order, or a coupon of 5 to 10"
           " yuan. It is never tied to a review."),
         _("You had to explain this to us several times. As a small apology I would like to send you a coupon.")),
)
# fmt: on


def guide() -> tuple[Step, ...]:
    """The steps of D 3; `BEFORE` stands above them."""
    return STEPS
