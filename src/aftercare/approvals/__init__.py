"""Who may decide what, and the requests of those who may not. Knows no case: subjects are (kind, id)."""
