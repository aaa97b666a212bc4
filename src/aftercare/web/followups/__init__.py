"""Buyers who are to be contacted again: the queue and what is done with each (S8, S9)."""
