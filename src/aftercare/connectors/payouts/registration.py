"""Makes the payment channels of this installation known; called by config.handlers."""

from django.conf import settings

from aftercare.connectors.payouts.manual import ManualChannel
from aftercare.connectors.payouts.simulator import SimulatorChannel
from aftercare.connectors.payouts.transfer import TransferChannel
from aftercare.money.channels import register


def register_channels() -> None:
    """By hand, by transfer, and the practice provider at AFTERCARE_SIMULATOR_URL."""
    register(ManualChannel())
    register(TransferChannel())
    register(SimulatorChannel(settings.AFTERCARE_SIMULATOR_URL.rstrip("/")))
