"""The first page: what waits for me, what runs out next, what is late."""
