"""Requests for approval: what waits for a decision, my own, and what was decided."""
