"""Who works when (P3): shifts of a shop, the roster, leave, swaps. It knows nothing of what people work on."""
