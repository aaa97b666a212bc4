"""Aftercare: customer service and after-sales workbench for online shops."""
