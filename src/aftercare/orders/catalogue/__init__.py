"""Products as the shop offers them: how they are found, which fit what a buyer wants, what is bought together (S6)."""
