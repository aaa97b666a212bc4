"""Orders that are looked at before they leave: the queue, one order, many at once, the shift's audit (O2, O3, O10)."""
