"""The only writers of handovers."""
