"""The only writers of orders, lines and products."""
