"""Writers of files: one verb a file."""
