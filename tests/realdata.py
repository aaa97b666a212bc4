"""Saved real inputs that lie beside some checkouts. Tests of them are skipped elsewhere, and say so; all that a test
needs always is made by code."""

from pathlib import Path

REAL_ORDER_REPORT = Path(__file__).resolve().parents[2] / "shared" / "data" / "orders" / "tmall_order_report.csv"
NOT_HERE = "the saved real data are not beside this checkout"
