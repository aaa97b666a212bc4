"""Shops, who works in them, and each shop's policies with their history. Knows no order, case or clock."""
