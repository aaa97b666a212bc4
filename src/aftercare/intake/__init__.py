"""Dropped files: uploading, recognising by profile, previewing, streaming in, refusing row by row. Knows no order."""
