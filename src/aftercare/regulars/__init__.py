"""Buyers as the company knows them: one person of several shops, what they bought, groups of them, risk (U1–U3, B7).
Reads orders, conversations and cases; they know nothing of it."""
