"""Orders and their items from the files that platforms export (O1): the two families of intake that tell of them.

Owns the forms of these files, what a row tells, and deciding what it changes; all of that is pure. What writes is
`apply.py`, called by the run of an import. Knows no case, no page and no job.
"""
