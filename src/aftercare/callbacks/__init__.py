"""Callbacks (K5): who is called after a finished return, exchange or complaint, and what came of it. Knows no pages."""
