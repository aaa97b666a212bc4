"""Logins at a platform that several persons use in turn (B9)."""
