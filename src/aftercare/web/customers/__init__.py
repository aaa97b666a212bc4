"""Customers on screen: list, page of one, duplicates, groups, export and erasure (U1–U4)."""
