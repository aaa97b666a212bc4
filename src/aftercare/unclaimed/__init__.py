"""Parcels without an owner (B4): registered by the warehouse, matched to cases and orders."""
