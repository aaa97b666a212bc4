"""A whole server that a test kills and starts again."""

import os
import subprocess
import sys
from contextlib import suppress

import psutil
from tests.config.test_serve import Running


class Household(Running):
    """A server that can be killed and started again at the same address."""

    def start(self) -> None:
        """Again, on the same data folder and port."""
        assert self.process.stdout is not None
        self.process.stdout.close()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AFTERCARE_", "DJANGO_"))}
        variables = {**kept, "AFTERCARE_HOME": str(self.home), "AFTERCARE_PORT": str(self.port)}
        command = [sys.executable, "-m", "aftercare", "serve"]
        self.process = subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, text=True)
        self.wait_until_ready()

    def kill(self, *, with_database: bool = True) -> None:
        """SIGKILL to everything at once; without the database it goes on, and stops by itself when all have left."""
        spared = {one.pid for one in _family(self.database)}
        for one in {*_family(self.process.pid), *_family(self.database)}:
            if with_database or one.pid not in spared:
                with suppress(psutil.NoSuchProcess):
                    one.kill()
        self.process.wait()


def _family(pid: int | None) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        if pid is not None:
            parent = psutil.Process(pid)
            return [parent, *parent.children(recursive=True)]
    return []
