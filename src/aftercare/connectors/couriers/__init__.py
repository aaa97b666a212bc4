"""The aggregators of couriers, 快递100 and 快递鸟: their words, their signatures, their questions. No database here."""
