"""How many sockets somebody holds in this process, and by which address somebody counts (G7)."""

from collections import Counter
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock
from typing import Final

ONE_CUSTOMER: Final = 64  # bits of an IPv6 address that a provider gives to one customer
MOST_LETTERS: Final = 60


def network_of(address: str) -> str:
    """By what an address is counted: IPv4 whole, of IPv6 the network that one customer has. What is no address counts
    as it is."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:MOST_LETTERS]
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, ONE_CUSTOMER), strict=False))
    return str(found)


class Places:
    """So many at a time of each holder. Asked from many threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: Counter[str] = Counter()
        self._lock = Lock()

    def take(self, holder: str) -> bool:
        """Whether there was one left."""
        with self._lock:
            if self._held[holder] >= self._most:
                return False
            self._held[holder] += 1
            return True

    def give_back(self, holder: str) -> None:
        """One place of the holder is free again."""
        with self._lock:
            self._held[holder] -= 1
            if self._held[holder] <= 0:
                del self._held[holder]


class Seat:
    """The place of one socket, of one holder after another, until it is left for good."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._holder = ""
        self._is_left = False
        self._lock = Lock()

    def take(self, holder: str) -> bool:
        """Whether the holder has this place now; the one before has it no more."""
        with self._lock:
            self._free()
            if self._is_left or not self._places.take(holder):
                return False
            self._holder = holder
            return True

    def leave(self) -> None:
        """The socket is gone: what a thread still does for it takes no place any more."""
        with self._lock:
            self._is_left = True
            self._free()

    def _free(self) -> None:
        if self._holder:
            self._places.give_back(self._holder)
        self._holder = ""
