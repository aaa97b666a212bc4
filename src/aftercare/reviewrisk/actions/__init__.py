"""What writes the list."""
