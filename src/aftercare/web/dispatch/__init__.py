"""What must leave, goods out of stock, slips, packing, freight changes."""
