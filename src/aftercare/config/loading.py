"""How a process gets its modules."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def made_to_stay() -> Iterator[None]:
    """Modules are never garbage: looking for some among what is made inside would take a fifth of a start. Nor is it
    looked through later, so that forks go on sharing its memory."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
