"""Quality sampling (K2): which conversations are drawn each week, how they are scored, what is said against a score."""
