"""Orders and their items from the files that platforms export (O1).

Owns reading a file, recognising what it is, reading its values, and deciding what each row changes; all of that is
pure. What writes is `apply.py`, called by `orders/actions/`. Knows no case, no page and no job.
"""
