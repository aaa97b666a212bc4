"""What buyers paid to send goods back (B5): registered, checked, decided, paid in batches."""
