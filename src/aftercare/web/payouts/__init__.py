"""Payouts for finance, and the books side by side."""
