"""Parcels that a shop sent: the list, one parcel's course, words to buyers, how a shop hears from aggregators (O5)."""
