"""Responsibility: who bears what cases cost, claims at couriers, costs by product, assessment entries."""
