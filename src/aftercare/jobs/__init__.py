"""The worker: thin tasks that call the packages below, and the loops that sweep clocks and payouts."""
