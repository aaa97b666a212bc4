"""Buyers who are none: a program that writes to a running server through the widget's own door, for practice and load.

Imports nothing of the product but its errors: it knows what a browser knows (docs/chat.md). The talks that it plays
ship with it (`sessions.txt`).
"""
