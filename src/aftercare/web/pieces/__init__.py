"""The small parts of every page, as functions that return safe HTML; the larger ones are templates/pieces/*.html.

Functions here appear in long lists, so they are plain string work: a context object calls them once per row.
"""
