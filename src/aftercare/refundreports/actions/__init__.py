"""Writers of refund records: one verb a file."""
