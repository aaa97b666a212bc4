"""Handover between shifts: drafts, lines to take over, the sheet as Excel and paper (P5, P6)."""
