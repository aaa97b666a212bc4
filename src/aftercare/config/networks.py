"""Networks of proxies, as a setting names them."""

import ipaddress
from typing import Final

NONE: Final = "none"


def parse_networks(text: str) -> tuple[str, ...]:
    """Networks with commas between, an address as the network of it alone. Raises ValueError with the word that is
    none; a network of everybody is none: whoever sends a request could then say that it comes from somebody else."""
    if text == NONE:
        return ()
    networks = []
    for word in map(str.strip, text.split(",")):
        try:
            network = ipaddress.ip_network(word)
        except ValueError:
            raise ValueError(word) from None
        if not network.prefixlen:
            raise ValueError(word)
        networks.append(str(network))
    return tuple(networks)
