"""The rulebook that a shop starts with, from the four sources (A to D in requirements.md).

The order matters: an earlier rule's plans come first, and an equal plan of a later rule is dropped.
"""

from aftercare.cases.remedies.defaults.damage import DAMAGE
from aftercare.cases.remedies.defaults.goods import GOODS
from aftercare.cases.remedies.defaults.returns import RETURNS
from aftercare.cases.remedies.defaults.sending import SENDING
from aftercare.cases.remedies.defaults.service import COMPLAINTS, SERVICE
from aftercare.cases.remedies.rulebook import Rulebook, parse_rulebook

# Read like a shop's own book, so that a wrong one stops the start.
DEFAULT_RULEBOOK = parse_rulebook(Rulebook(1, (*COMPLAINTS, *SENDING, *GOODS, *DAMAGE, *RETURNS, *SERVICE)).as_json())
