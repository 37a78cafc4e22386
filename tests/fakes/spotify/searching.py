"""The search: words anywhere, or in the fields that a query names."""

import re
from typing import Any

from fakes.spotify import shapes
from fakes.spotify.asking import Ask, Refusal
from fakes.spotify.model import Album, Track, World

_FIELD = re.compile(r'(track|artist|album|isrc|upc):(?:"([^"]*)"|(\S+))')


def search(world: World, ask: Ask, *, most: int, default: int) -> dict[str, Any]:
    """Return hits of the kinds that are asked for. Raises Refusal."""
    query = ask.query.get("q", "").strip()
    if not query:
        raise Refusal(400, "No search query")
    kinds = ask.query.get("type", "").split(",")
    found: dict[str, Any] = {}
    sizes = {"most": most, "default": default}
    for kind in kinds:
        match kind:
            case "track":
                tracks = [one for one in world.tracks.values() if _is_track(one, query)]
                page = ask.page(tracks, shapes.track, **sizes)
            case "album":
                albums = [one for one in world.albums.values() if _is_album(one, query)]
                page = ask.page(albums, shapes.album, **sizes)
            case "artist":
                artists = [one for one in world.artists.values() if _has(query, one.name, {})]
                page = ask.page(artists, shapes.full_artist, **sizes)
            case _:
                raise Refusal(400, "Bad search type field")
        found[f"{kind}s"] = page
    return found


def _is_track(one: Track, query: str) -> bool:
    by = " ".join(artist.name for artist in one.artists)
    fields = {"track": one.name, "artist": by, "album": one.album.name, "isrc": one.isrc or ""}
    return _has(query, f"{one.name} {by}", fields)


def _is_album(one: Album, query: str) -> bool:
    by = " ".join(artist.name for artist in one.artists)
    return _has(query, f"{one.name} {by}", {"album": one.name, "artist": by, "upc": one.upc})


def _has(query: str, whole: str, fields: dict[str, str]) -> bool:
    for name, quoted, plain in _FIELD.findall(query):
        wanted = (quoted or plain).casefold()
        said = fields.get(name, "").casefold()
        # Codes have to be there as the label gave them, with every leading zero.
        if said != wanted if name in {"isrc", "upc"} else not _words(wanted) <= _words(said):
            return False
    return _words(_FIELD.sub("", query)) <= _words(whole)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))
