"""The only writers of requests about buyers' data."""
