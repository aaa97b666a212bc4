"""People: who works here, with which roles, and whether they may log in."""
