"""Hints through Redis or Valkey (REDIS_URL): for many machines, and where NOTIFY's one lock for all commits is felt.

Hints are at most once whichever way they go: when the server is away, messages are kept all the same, nobody waits for
it, and screens look by themselves. Once it is back, everybody is told to look: what was not said meanwhile is found.
"""

import logging
import time
from functools import lru_cache
from threading import Lock, Thread
from typing import Final

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

PATIENCE: Final = 0.5  # seconds that a writer gives the server
AGAIN_AFTER: Final = 3.0  # seconds between tries while it is away
EVERYTHING: Final = "*"  # in the place of a hint: look at all that you listen to
log = logging.getLogger("aftercare.live")


class Broker:
    """One in each process; its connections are made when they are needed, after a fork too."""

    def __init__(self, url: str, *, again_after: float = AGAIN_AFTER) -> None:
        once = Retry(NoBackoff(), 0)
        self._client = redis.Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=once)
        self._again_after = again_after
        self._is_away, self._lock = False, Lock()

    def publish(self, channel: str, payload: str) -> None:
        """Tell everybody who listens; never raises."""
        if self._is_away:
            return
        try:
            self._client.publish(channel, payload)
        except (redis.RedisError, OSError) as error:
            with self._lock:
                if not self._is_away:
                    self._is_away = True
                    log.warning("Redis cannot be reached, screens look by themselves meanwhile: %s", error)
                    Thread(target=self._come_back, args=[channel], daemon=True).start()

    def _come_back(self, channel: str) -> None:
        """Try until it is there again. What is said from then on is told; what was not, everybody looks for."""
        while True:
            time.sleep(self._again_after)
            try:
                self._client.ping()
                self._is_away = False
                self._client.publish(channel, EVERYTHING)
            except (redis.RedisError, OSError):
                self._is_away = True
            else:
                return


@lru_cache(maxsize=4)
def broker_at(url: str) -> Broker:
    """The process's own broker of that server."""
    return Broker(url)
