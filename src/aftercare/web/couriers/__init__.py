"""Couriers on screen: where they do not go, which one an order goes by, their figures and settlement (O6, O7)."""
