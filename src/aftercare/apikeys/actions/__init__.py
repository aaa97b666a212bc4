"""What writes keys."""
