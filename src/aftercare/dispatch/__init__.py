"""From a paid order to its parcel (O4, O8, O9): promise, goods out of stock, slips, packing, freight changes.

It knows orders, conversations, notes and cases. It knows nothing of where a parcel is: that is `parcels`.
"""
