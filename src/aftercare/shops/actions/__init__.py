"""Writers of shops: one verb a file."""
