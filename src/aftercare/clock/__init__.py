"""Working calendars and deadlines: when a span of time ends in a shop, and rows that fire when it has ended.

Knows no case, payout or approval: a subject is a kind and a number, and what firing means is registered from above.
"""
