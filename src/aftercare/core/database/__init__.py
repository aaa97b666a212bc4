"""The database backend: Django's for PostgreSQL with persistent connections that cost nothing to check."""
