"""The pick slip on paper: what it says, and how it is drawn (O3, O9)."""
