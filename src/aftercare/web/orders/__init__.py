"""Orders on screen: list and record."""
