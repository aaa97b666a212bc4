"""Writers of accounts: one verb a file."""
