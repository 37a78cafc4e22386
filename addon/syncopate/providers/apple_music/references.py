"""What playlists of Apple Music are read by, e.g. "playlist:us/pl.u-abc" or "album:us/1440857781"."""

import re
from dataclasses import dataclass

from syncopate.errors import InvalidInput
from syncopate.providers.apple_music.links import read_link
from syncopate.providers.apple_music.manifest import MANIFEST
from syncopate.providers.links import LinkKind, take_apart

_WRITTEN = re.compile(r"(?:playlist:(?:[a-z]{2}/)?pl\.[\w-]+|album:(?:[a-z]{2}/)?\d+)", re.ASCII)
_COUNTRY = re.compile(r"[a-z]{2}", re.ASCII)
_READ = frozenset({LinkKind.PLAYLIST, LinkKind.ALBUM})


@dataclass(frozen=True, slots=True)
class Reference:
    """Which playlist or album, in which storefront."""

    kind: LinkKind
    country: str
    key: str

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.country}/{self.key}"


def read_reference(text: str, country: str) -> Reference:
    """Read a reference, or a link; `country` is for those without one. Raises InvalidInput."""
    plain = text.strip()
    if not _WRITTEN.fullmatch(plain):
        link = take_apart(plain)
        linked = read_link(link) if link is not None and link.host in MANIFEST.link_hosts else None
        if linked is None or linked.kind not in _READ:
            raise InvalidInput("That is no public playlist or album of Apple Music.", field="reference")
        plain = linked.reference
    kind, _, named = plain.partition(":")
    storefront, _, key = named.rpartition("/")
    return Reference(LinkKind(kind), storefront or country, key)


def read_country(text: str) -> str:
    """Return a storefront, "us" for what is none."""
    plain = text.strip().lower()
    return plain if _COUNTRY.fullmatch(plain) else "us"
