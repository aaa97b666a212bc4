"""The only writers of checks, notes and corrections: one verb in each file."""
