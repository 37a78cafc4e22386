"""slskd with the users of a Soulseek network, written from its contract and source; it keeps state."""

from fakes.slskd.model import Peer, Search, Transfer
from fakes.slskd.server import FakeSlskd

__all__ = ["FakeSlskd", "Peer", "Search", "Transfer"]
