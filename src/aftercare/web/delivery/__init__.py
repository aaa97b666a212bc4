"""Couriers and freight on screen: the question of the day, the shop's table, and its form (S10, O6)."""
