"""Pages of callbacks (K5)."""
