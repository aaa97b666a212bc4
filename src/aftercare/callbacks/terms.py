"""Words of callbacks (K5)."""

from typing import Final

from aftercare.core.words import Choices, _

NOTE_MOST: Final = 500
SCRIPT_MOST: Final = 600


class CallbackState(Choices):
    """Where a callback stands."""

    OPEN = "open", _("To be called")  # 待回访
    CONTENT = "content", _("Reached, satisfied")  # 已联系，满意
    DISCONTENT = "discontent", _("Reached, dissatisfied")  # 已联系，不满意
    UNREACHED = "unreached", _("Could not be reached")  # 未联系上: tried as often as the shop tries
    UNWANTED = "unwanted", _("Does not want to be called")  # 不愿被回访
    DROPPED = "dropped", _("Not called: overtaken")  # 无需回访: the case went on otherwise, or the buyer was erased


class CallResult(Choices):
    """What one call led to."""

    CONTENT = "content", _("Reached, satisfied")  # 满意
    DISCONTENT = "discontent", _("Reached, dissatisfied")  # 不满意
    NOT_REACHED = "not_reached", _("Nobody answered")  # 未接通: again later
    UNWANTED = "unwanted", _("Does not want to be called")  # 不愿被回访


REACHED: Final = (CallbackState.CONTENT, CallbackState.DISCONTENT)

# Of which kinds, and in which states they count as finished: a complaint waits for its callback in a state of its own.
FINISHED: Final = {"return": ("refunded",), "exchange": ("exchanged",), "complaint": ("callback",)}
WAITING: Final = {"complaint": "callback"}  # the state that the callback ends
# By which step a complaint left that state, when somebody took it in the case itself.
ENDED_BY: Final = {
    "content": CallbackState.CONTENT,
    "reopen": CallbackState.DISCONTENT,
    "not_reached": CallbackState.UNREACHED,
}
