"""The shop's gate, as conversations ask for it (`chat.admission`, wired in `config.handlers`)."""

from datetime import datetime
from typing import Final

from aftercare.chat.admission import Gate
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of
from aftercare.training.access import certified
from aftercare.training.policies import GATE


def is_on(shop: Shop, at: datetime) -> bool:
    """Whether only who has passed is given buyers of the shop."""
    return bool(policies_of(shop, at).get(GATE))


CERTIFICATES: Final = Gate(is_on, certified)
