"""Buyers and their personal data, encrypted and masked. Knows no order and no case."""
