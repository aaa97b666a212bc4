"""Keys for the shop's own programs, for its administrators."""
