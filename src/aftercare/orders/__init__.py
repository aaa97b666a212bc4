"""Orders and their lines, and how they come in by file. Knows no case."""
