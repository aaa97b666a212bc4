"""Errors, refusals, money, text, ids, crypto, the event table and the outbox.

Knows no domain word: nothing here names a shop's case, order or buyer.
"""
