"""What writes pages of products."""
