"""A buyer's own rights in their data: a copy, and erasure by two people within fifteen days (U4, J7). What belongs to a
buyer is told by each package's `personal.py`; this package knows none of them."""
