"""Parcels without an owner: the shelf, registering, whose one may be (B4)."""
