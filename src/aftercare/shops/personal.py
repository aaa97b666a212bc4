"""Personal data in shops: none of buyers (U4)."""

from aftercare.core.personal import Spared
from aftercare.shops.models import ReturnAddress

KEPT = (Spared(ReturnAddress, ("contact", "phone", "address"), "the shop's own address, told to every buyer"),)
