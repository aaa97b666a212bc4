"""Files that platforms export, whatever they tell of: taken in, recognised by profile, previewed, read in the
background, refused row by row (O1).

Owns reading, recognising, storing and the run of an import. Knows no order, refund or review: those are families that
the packages above register (`families.py`): their profiles, how a row is read, and what applies the rows.
"""
