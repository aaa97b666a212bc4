"""What can be done with registered freight, one verb per file."""
