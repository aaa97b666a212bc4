"""Stored files: evidence, uploads, exports. Random names outside the web root, type from content, sealed by SHA-256."""
