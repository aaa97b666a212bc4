"""The only writers of rosters."""
