"""Credits and penalties of people by month, appeals, closed months (K7)."""
