"""`python -m aftercare`"""

import sys

from aftercare.config.cli import main

sys.exit(main())
