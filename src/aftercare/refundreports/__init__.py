"""What the platform's refund reports tell (B2): cases made and moved forward, conflicts with our own record."""
