"""The chat workbench: conversations of a shop as agents and supervisors work in them."""
