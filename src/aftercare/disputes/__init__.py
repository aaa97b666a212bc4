"""Dispute types (R3): what a buyer's text complains of, said by rules and a small model, corrected by agents.

Knows no conversations, cases or reviews: they hand in a text and a subject's kind and number.
"""
