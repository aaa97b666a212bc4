"""The column beside a conversation: who the buyer is, and what an agent needs while talking with them (U1, S5–S10)."""
