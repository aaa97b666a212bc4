"""Writers of cases: one verb a file."""
