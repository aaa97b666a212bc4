"""Promotion mode: what runs, one step for hundreds of cases, help for a time (B11)."""
