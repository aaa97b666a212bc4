"""The database backend: Django's for PostgreSQL, with connections that stay and statements that are kept."""


class Prepared(str):
    """A statement that each connection plans once and keeps.

    Only for one whose plan does not hang on its values: a kept plan cannot use an index with a condition that a value
    would have to prove. Everything else is planned anew with its values.
    """

    __slots__ = ()
