"""The check of an answer before it is sent (S11): pure, and the same in the browser (`replycheck.js`). It knows rules,
texts and numbers; no conversation, no database. `policy.py` and `queries.py` beside it are a shop's rules and counts.
"""
