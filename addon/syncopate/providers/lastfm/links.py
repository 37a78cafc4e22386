"""Links to Last.fm, which writes names in them as "Daft+Punk" and a real plus as "%252B"."""

import re
from urllib.parse import unquote

from syncopate.providers.lastfm.references import Kind, Wanted, joined
from syncopate.providers.links import Link, Linked, LinkKind

_LOCALES = frozenset({"de", "en", "es", "fr", "it", "ja", "pl", "pt", "ru", "sv", "tr", "zh"})
_PRESETS = {
    "LAST_7_DAYS": "7day",
    "LAST_30_DAYS": "1month",
    "LAST_90_DAYS": "3month",
    "LAST_180_DAYS": "6month",
    "LAST_365_DAYS": "12month",
}
_TRACK = "_"
_OF_ARTIST = re.compile(r"\+\w")
"""How the pages about an artist begin that are no album: +tracks, +albums, +similar …"""


def read_link(link: Link) -> Linked | None:
    """Return what a link names, None for what is nothing to read."""
    path = link.path[1:] if link.path and link.path[0].casefold() in _LOCALES else link.path
    match path:
        case ("user", name, *rest):
            return _of_user(_name(name), tuple(rest), link)
        case ("tag", name) | ("tag", name, "tracks"):
            return _playlist(Wanted(Kind.TAG, (_name(name),)))
        case ("music", artist, *rest) if artist and not _OF_ARTIST.match(artist):
            return _of_artist(artist, tuple(rest))
        case ("charts", *_):
            return _playlist(Wanted(Kind.CHART))
        case _:
            return None


def _of_user(user: str, rest: tuple[str, ...], link: Link) -> Linked:
    match rest:
        case ("loved", *_):
            return _playlist(Wanted(Kind.LOVED, (user,)))
        case ("library", "tracks", *_):
            period = _PRESETS.get(link.query.get("date_preset", "").upper(), "overall")
            return _playlist(Wanted(Kind.TOP, (period, user)))
        case _:
            return Linked(kind=LinkKind.USER, reference=f"user:{joined((user,))}")


def _of_artist(artist: str, rest: tuple[str, ...]) -> Linked:
    name = _name(artist)
    match rest:
        case (on, title, *_) if not (_OF_ARTIST.match(on) or _OF_ARTIST.match(title)):
            return Linked(kind=LinkKind.TRACK, reference=f"track:{joined((name, _name(title)))}")
        case ("+tracks", *_):
            return _playlist(Wanted(Kind.ARTIST, (name,)))
        case (album, *_) if album != _TRACK and not _OF_ARTIST.match(album):
            reference = Wanted(Kind.ALBUM, (name, _name(album))).reference
            return Linked(kind=LinkKind.ALBUM, reference=reference)
        case _:
            return Linked(kind=LinkKind.ARTIST, reference=Wanted(Kind.ARTIST, (name,)).reference)


def _playlist(wanted: Wanted) -> Linked:
    return Linked(kind=LinkKind.PLAYLIST, reference=wanted.reference)


def _name(part: str) -> str:
    return unquote(part.replace("+", " ")).strip()
