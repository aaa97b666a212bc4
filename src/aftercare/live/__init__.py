"""Sockets of conversations: they tell a screen what is new, and take what is written. Rows are the truth; whoever loses
a socket asks for what came after the last number it has (B17). Knows no page: what a side may do is its `Desk`."""
