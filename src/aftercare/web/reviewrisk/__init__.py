"""Professional bad reviewers: the part of a review case, and the list (R4)."""
