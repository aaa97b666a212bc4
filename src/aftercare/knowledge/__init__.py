"""What the shop says again and again: quick replies, how they are found and filled, and the questions that they answer
by themselves (S12, S4). Knows no order, no conversation and no case; values for variables are handed in."""
