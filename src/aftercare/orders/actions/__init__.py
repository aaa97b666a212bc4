"""The only writers of orders, lines and imports."""
