"""What the worker and the pages call a notice's job."""

from typing import Final

JOB: Final = "regulars.notice"
