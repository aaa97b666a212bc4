"""`python -m aftercare.connectors.simulator`"""

import sys

from aftercare.connectors.simulator.cli import main

sys.exit(main())
