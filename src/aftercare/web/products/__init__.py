"""Products on screen: the list, the page of one, its picture, files in and out (S6)."""
