"""The chat widget of a shop, for its administrators: the tag, the sites that may show it, the key that signs buyers."""
