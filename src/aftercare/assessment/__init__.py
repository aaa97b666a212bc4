"""Assessment (K7): credits and penalties of a person and month, where each comes from, appeals, closed months."""
