"""Shops: facts, return addresses, members, and the rules each shop sets for itself."""
