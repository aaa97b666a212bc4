"""What becomes of cases of the other kinds: for each state of each flow some courses."""

from typing import Final

from aftercare.config.demo.courses.parcels import PARCELS
from aftercare.config.demo.courses.refunds import REFUNDS
from aftercare.config.demo.courses.repairs import REPAIRS
from aftercare.config.demo.courses.service import SERVICE
from aftercare.config.demo.scripts import Script

COURSES: Final[tuple[Script, ...]] = (*REFUNDS, *REPAIRS, *PARCELS, *SERVICE)
