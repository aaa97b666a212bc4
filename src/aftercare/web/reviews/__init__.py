"""Pages of reviews: the list, one review with its reply, many replies at once, templates, figures (R1, R2, R5, R6)."""
