"""The roster of a shop: a week as a table, swaps, shifts, months as files, who is on now (P3)."""
