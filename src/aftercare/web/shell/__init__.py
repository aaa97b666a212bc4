"""The frame around every page: sections, counts, the person's choices, search. Knows screens only as rows of data."""
