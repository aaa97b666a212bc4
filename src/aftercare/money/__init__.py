"""Caps, the double-entry journal, payout instructions and their results, reconciliation (C18).

Owns what has been paid for, what was given back, and what the channel said. Knows no order, no case and no buyer:
what money is for is a plain (kind, id), what a cap belongs to is a plain reference text.
"""
