"""Conversations with buyers: who writes with whom, in which order, and until when an answer is due.

Knows orders and buyers, never cases: what is opened from a conversation is opened by the pages above.
"""
