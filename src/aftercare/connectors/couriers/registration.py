"""Makes the aggregators of this installation known; called by config.handlers."""

from django.conf import settings

from aftercare.connectors.couriers.kdniao import Kdniao
from aftercare.connectors.couriers.kuaidi100 import Kuaidi100
from aftercare.parcels.providers import register


def register_couriers() -> None:
    """At the addresses of AFTERCARE_COURIER_URLS: those of the aggregators, or of a simulator on this machine."""
    register(Kuaidi100(settings.AFTERCARE_COURIER_URLS["kuaidi100"]))
    register(Kdniao(settings.AFTERCARE_COURIER_URLS["kdniao"]))
