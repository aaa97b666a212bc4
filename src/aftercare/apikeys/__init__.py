"""Keys by which a shop's own programs use the API (X4): each for one shop and for named things only. It knows shops and
staff, and nothing of what the keys open."""
