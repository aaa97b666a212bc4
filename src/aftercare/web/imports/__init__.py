"""Order files: upload, preview, dry run, progress, result."""
