"""Lists of buyers whom colleagues look at twice: an entry ends by itself, can be appealed, and whoever made it does not
decide the appeal (B7, R4). Knows nothing of what speaks for an entry, nor of who
may list: the lists' own packages do."""
