"""How fast and how large Aftercare is, measured on a machine like a small shop's own: `python -m bench`.

Each section is a program of its own with a data folder that is thrown away and durable PostgreSQL settings. Figures of
record stand in docs/measurements.md.
"""
