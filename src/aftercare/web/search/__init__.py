"""Search from the top bar. Each screen adds its own source."""
