"""Tables of dispatch."""

from aftercare.dispatch.models.freight import FreightChange
from aftercare.dispatch.models.packing import Packing, PackingPhoto, Release, SlipPrint
from aftercare.dispatch.models.promises import Breach, Handling, Promise, StuckOrder
from aftercare.dispatch.models.stock import LineChange, Shortage, StockTask

__all__ = [
    "Breach",
    "FreightChange",
    "Handling",
    "LineChange",
    "Packing",
    "PackingPhoto",
    "Promise",
    "Release",
    "Shortage",
    "SlipPrint",
    "StockTask",
    "StuckOrder",
]
