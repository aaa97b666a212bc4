"""Nothing of its own: who is listed as a professional bad reviewer stands in `watchlists` (R4)."""
