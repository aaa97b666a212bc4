"""Receiving returned parcels: scan, count, inspect; made for one hand and a scanner."""
