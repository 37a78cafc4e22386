"""Links to releases and masters, new and old, with or without the language in front."""

import re

from syncopate.providers.discogs.manifest import MANIFEST
from syncopate.providers.links import Link, Linked, LinkKind, take_apart

_ID = re.compile(r"([1-9][0-9]*)(?:-.*)?")
_KINDS = {"release": "album", "master": "master"}
_SHOP = "sell"
"""Below it the same words are offers of sellers."""
_REFERENCE = re.compile(r"(album|master):([1-9][0-9]*)")


def read_link(link: Link) -> Linked | None:
    """Return what a link names; nothing on Discogs is a playlist."""
    match link.path:
        case (*before, word, last) if _SHOP not in before:
            kind, key = _KINDS.get(word), _ID.fullmatch(last)
            return Linked(kind=LinkKind.ALBUM, reference=f"{kind}:{key[1]}") if kind and key else None
        case _:
            return None


def reference_in(text: str) -> tuple[str, str] | None:
    """Return the kind and the id that a reference or a pasted link names, None where it names none."""
    found = _REFERENCE.fullmatch(text)
    link = take_apart(text) if found is None else None
    linked = read_link(link) if link is not None and link.host in MANIFEST.link_hosts else None
    if linked is not None:
        found = _REFERENCE.fullmatch(linked.reference)
    return None if found is None else (found[1], found[2])
