"""One verb a file; nothing else writes."""
