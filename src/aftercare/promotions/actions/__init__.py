"""The only writers of promotion mode."""
