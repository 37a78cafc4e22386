"""Links to Apple Music and the iTunes shop. What lies in somebody's own library is for nobody else."""

import re

from syncopate.providers.links import Link, Linked, LinkKind

COUNTRY = "us"
"""The storefront of links that name none; playlists are the same in all."""
_STOREFRONT = re.compile(r"[A-Za-z]{2}", re.ASCII)
_PLAYLIST = re.compile(r"(?:id)?(pl\.[\w-]+)", re.ASCII)
_NUMBER = re.compile(r"(?:id)?(\d+)", re.ASCII)


def read_link(link: Link) -> Linked | None:
    """Return what a link names, None for what is none of it (artists, videos, stations, libraries)."""
    path = list(link.path)
    country = path.pop(0).lower() if path and _STOREFRONT.fullmatch(path[0]) else COUNTRY
    if len(path) < 2:  # noqa: PLR2004 -- what it is, and which
        return None
    kind, last = path[0].lower(), path[-1]
    playlist, number = _PLAYLIST.fullmatch(last), _NUMBER.fullmatch(last)
    track = _NUMBER.fullmatch(link.query.get("i", ""))
    if kind == "playlist" and playlist:
        return Linked(kind=LinkKind.PLAYLIST, reference=f"playlist:{country}/{playlist[1]}")
    if kind in {"album", "song"} and track:
        return Linked(kind=LinkKind.TRACK, reference=f"track:{country}/{track[1]}")
    if kind == "album" and number:
        return Linked(kind=LinkKind.ALBUM, reference=f"album:{country}/{number[1]}")
    if kind == "song" and number:
        return Linked(kind=LinkKind.TRACK, reference=f"track:{country}/{number[1]}")
    return None
