"""What an import has changed: kept with its rows, shown, taken back, and forgotten after a week (O1).

Families say what they changed (`rows.Change`) and how it goes back (`families.Family.take_back`); nothing here knows
what a subject is.
"""
