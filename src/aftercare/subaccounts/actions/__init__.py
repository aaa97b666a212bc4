"""The only writers of sub-accounts."""
