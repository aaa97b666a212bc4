"""Promotion mode (B11): what runs now, one step for hundreds of cases, help for a time. The periods and what they relax
are `clock`'s."""
