"""Masked values: the form for the reason, then the whole value for a minute (U4)."""
