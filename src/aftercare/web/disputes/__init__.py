"""The dispute type on the page of a case (R3, R8)."""
