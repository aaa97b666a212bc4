"""The remedy rules of a shop: read by everybody in it, drafted, tried and published by its supervisors (C13, B12)."""
