"""What we sent and where it is (O5): parcels, tracking events in any order, what a stuck or refused parcel becomes."""
