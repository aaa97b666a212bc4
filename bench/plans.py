"""Which large tables a page reads from end to end: each of its queries is explained, not timed."""

import re
from collections.abc import Callable, Collection
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


def scanned_by(look: Callable[[], Any], tables: Collection[str]) -> list[str]:
    """Those of `tables` that a query of the call would read from end to end, with the query's beginning."""
    with CaptureQueriesContext(connection) as caught:
        look()
    found = []
    for query in [one["sql"] for one in caught.captured_queries if one["sql"].lstrip("( ").startswith("SELECT")]:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + query.replace("%", "%%"))
            plan = "\n".join(line for (line,) in cursor.fetchall())
        found += [f"{table}: {query[:160]}" for table in tables if re.search(rf"Seq Scan on {table}\b", plan)]
    return found
