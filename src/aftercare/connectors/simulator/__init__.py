"""A payment provider to practise with: a small HTTP service with a record of its own and faults on demand.

A separate process; imports nothing of the product, so that its record is independent of our books.
"""
