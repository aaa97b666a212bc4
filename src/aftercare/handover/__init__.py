"""Handover between shifts (P5, P6): what one leaves behind, item by item, until somebody has taken it over."""
