"""What buyers see: the chat widget on a shop's pages. Knows no staff page."""
