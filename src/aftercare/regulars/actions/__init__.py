"""The only writers of regulars."""
