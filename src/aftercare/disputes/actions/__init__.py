"""What writes readings."""
