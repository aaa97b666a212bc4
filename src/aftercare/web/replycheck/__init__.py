"""The reply check of a shop: its rules with a test box, their history, and how often answers met them (S11)."""
