"""The only writers of the lists."""
