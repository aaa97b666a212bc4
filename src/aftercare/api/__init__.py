"""What a shop's own programs may do, by HTTP and JSON with a key (X4, R1). Addresses and shapes: docs/api.md."""
