"""The checks of an order before it leaves: pure functions, one file a subject. `rules.py` lists them all."""
