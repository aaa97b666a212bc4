"""Sub-accounts (B9): logins at a platform that several persons use in turn, and who had which at what time. Knows no
messages: whoever reads some in asks `queries.holders_of`."""
