"""A sweeper as a process of its own: `python -m tests.clock.sweeper [kill|stop N]`.

`kill`: dies the N-th time it fires, after its writes and before the commit. `stop`: stands still (SIGSTOP) before it
locks the N-th subject, until it gets SIGCONT.
"""

import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from typing import Any

import django


def ending_with(sign: signal.Signals, number: int, step: Callable[..., Any]) -> Callable[..., Any]:
    """`step`, after which the process sends itself the signal the N-th time."""
    times = count(1)

    def fatal(*arguments: Any) -> None:
        step(*arguments)
        if next(times) == number:
            os.kill(os.getpid(), sign)

    return fatal


def main(how: str = "", number: str = "0") -> None:
    django.setup()
    from tests.clock import firing  # noqa: PLC0415

    from aftercare.clock.actions.fire_due import fire_due  # noqa: PLC0415  (needs the set-up above)
    from aftercare.clock.handlers import register, register_bulk  # noqa: PLC0415

    killed = int(number) if how == "kill" else -1
    stand_still = ending_with(signal.SIGSTOP, int(number) if how == "stop" else -1, lambda _deadline: None)

    def lock(deadline: Any) -> None:
        stand_still(deadline)
        firing.lock(deadline)

    register(firing.MOVE, ending_with(signal.SIGKILL, killed, firing.move), lock=lock)
    register_bulk(firing.NOTE, ending_with(signal.SIGKILL, killed, firing.note))
    print(fire_due(most=10**9).total())


if __name__ == "__main__":
    main(*sys.argv[1:])
