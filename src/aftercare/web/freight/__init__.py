"""Freight that buyers paid to send goods back: what waits, one registration, payment files (B5)."""
