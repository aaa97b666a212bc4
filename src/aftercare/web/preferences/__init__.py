"""Theme, language and shop: choices of one screen, kept in cookies."""
