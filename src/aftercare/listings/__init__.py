"""Listing check 商品描述体检 (R7): what a product's page must say and show, and the words that the law forbids there.

Stands above orders, whose products it looks at; knows no cases and no conversations.
"""
