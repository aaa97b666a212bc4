"""How fast one screen may speak (G7)."""

import time


class Allowance:
    """So many a second, and some at once."""

    def __init__(self, rate: int, burst: int) -> None:
        self._rate, self._burst = rate, burst
        self._left, self._counted = float(burst), time.monotonic()

    def spend(self) -> bool:
        """Whether there was one left."""
        at = time.monotonic()
        self._left = min(self._burst, self._left + (at - self._counted) * self._rate)
        self._counted = at
        if self._left < 1:
            return False
        self._left -= 1
        return True
