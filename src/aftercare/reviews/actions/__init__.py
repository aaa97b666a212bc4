"""Writers of reviews: one verb a file."""
