"""What can be done with an unclaimed parcel, one verb per file."""
