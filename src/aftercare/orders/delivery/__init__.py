"""Where a parcel goes and who takes it there: places in addresses, the shop's couriers, what the buyer is told."""
