"""Checking an order before it is sent (O2, O10): what is odd about it, who looks, what the buyer is asked."""
