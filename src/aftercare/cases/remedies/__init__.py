"""Remedies (C13): from the facts of a case and the shop's rules to plans A, B, C … in order, and why these. Pure."""
