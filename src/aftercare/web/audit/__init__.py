"""What happened, who did it and when: read-only."""
