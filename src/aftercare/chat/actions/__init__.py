"""Writers of conversations: one verb a file."""
