"""Couriers held to their word (O6, O7): which courier an order goes by, figures of parcels out of zone, penalties that
follow from them, and the settlement sheet of a courier and month.

It knows orders and cases. Where couriers do not go is kept by `orders.delivery`; where a parcel is, by `parcels`.
"""
