"""Links and URIs as people paste them, taken apart; and what a provider's `links.py` makes of one.

A provider whose manifest names hosts has a module `links.py` with a pure function `read_link(link)` that
returns a `Linked`, None for what names nothing it knows. No request is made for it.
"""

import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit


class LinkKind(StrEnum):
    """What a link names. PLAYLIST and ALBUM can be mirrored; USER, ARTIST and SHELF hold such."""

    PLAYLIST = "playlist"
    ALBUM = "album"
    TRACK = "track"
    ARTIST = "artist"
    USER = "user"
    SHELF = "shelf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address taken apart: `host` in lower case without "www.", `path` its parts, decoded, none empty.

    A URI such as "spotify:album:1" has the scheme as its `host`, and the rest as its `path`.
    """

    host: str
    path: tuple[str, ...]
    query: Mapping[str, str] = field(default_factory=dict)
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What a link names. `reference` is what the provider reads it by; of a USER or ARTIST, its shelf."""

    kind: LinkKind
    reference: str


_LONGEST = 4096
_HTTPS = 443
# A field of one line joins what is pasted in several; an address within another one belongs to that.
_NEXT = r"(?<![=/?&#%])https?://"
_ADDRESS = re.compile(rf"https?://(?:(?!{_NEXT})[^\s<>\"'])+", re.IGNORECASE)
_URI = re.compile(r"\b(spotify|tidal|deezer|qobuzapp|qobuz)(:(?://)?[\w%:/.-]+)", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w@.])(?:[a-z0-9-]+\.)+[a-z]{2,}/[^\s<>\"']+", re.IGNORECASE)
_WAYS = (_ADDRESS, _URI, _BARE)
"""How links are written, the surest first."""
_AROUND = ".,;:!?)]}>'\""


def take_apart(text: str) -> Link | None:
    """Return the first address or URI in what was pasted, None where there is none.

    Phones share links with words around them, people copy them without https://.
    """
    text = text[:_LONGEST].strip()
    if found := _ADDRESS.search(text):
        return _of_address(found[0].rstrip(_AROUND))
    if found := _URI.search(text):
        parts = tuple(part for part in re.split(r"[:/]+", unquote(found[2])) if part)
        return Link(host=found[1].lower(), path=parts, text=found[0]) if parts else None
    if found := _BARE.search(text):
        return _of_address(f"https://{found[0].rstrip(_AROUND)}")
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """What was pasted, line by line: every link in order and each once, and what is none of them.

    `without` are the lines that have words and no link, `again` the links that are there more than once.
    """

    links: tuple[Link, ...]
    without: tuple[str, ...]
    again: tuple[str, ...]


def take_lines_apart(text: str) -> Lines:
    """Return every address and URI in what was pasted, and the lines that have none."""
    found: dict[str, Link] = {}
    without: dict[str, None] = {}
    again: dict[str, None] = {}
    for line in text[:_LONGEST].splitlines():
        ways = ([link for one in way.finditer(line) if (link := take_apart(one[0]))] for way in _WAYS)
        links = next((links for links in ways if links), [])
        if not links and line.strip():
            without[line.strip()] = None
        for link in links:
            if link.text in found:
                again[link.text] = None
            found.setdefault(link.text, link)
    return Lines(links=tuple(found.values()), without=tuple(without), again=tuple(again))


def take_all_apart(text: str) -> tuple[Link, ...]:
    """Return every address and URI in what was pasted, in order and each once: one may be on a line."""
    return take_lines_apart(text).links


def _of_address(address: str) -> Link | None:
    parts = _split(address)
    host = parts.hostname if parts is not None else None
    if parts is None or not host:
        return None
    return Link(
        host=host.lower().removeprefix("www."),
        path=tuple(unquote(part) for part in parts.path.split("/") if part),
        query=dict(parse_qsl(parts.query)),
        text=address,
    )


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None


def lies_on(address: str, hosts: Collection[str]) -> bool:
    """Tell whether an address is one of https at one of the hosts, or at one below them."""
    parts = _split(address.strip())
    if parts is None or parts.scheme != "https" or parts.username is not None or not parts.hostname:
        return False
    with suppress(ValueError):
        there = parts.hostname
        return parts.port in {None, _HTTPS} and any(
            there == host or there.endswith(f".{host}") for host in hosts
        )
    return False
