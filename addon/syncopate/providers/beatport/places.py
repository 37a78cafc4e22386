"""Where which list is: references of playlists and keys of shelves, and the page behind each."""

import re
from dataclasses import dataclass
from enum import StrEnum

PAGE = 100
"""Rows that are asked for at a time; the site shows 150 at most."""


class Kind(StrEnum):
    """How a place is read: a list of tracks, the tracks of releases that are shown, a release, a playlist."""

    TRACKS = "tracks"
    PICKS = "picks"
    ALBUM = "album"
    PLAYLIST = "playlist"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a playlist is. `words` tell its list or shelf from others on the page.

    `first`: only so many of it; `open_end`: only its first page, since it goes on for ever. `paged`: the
    site takes numbers of pages there. `genre` and `id` are what the page is about.
    """

    kind: Kind
    path: str
    name: str
    words: tuple[str, ...] = ()
    first: int | None = None
    open_end: bool = False
    paged: bool = False
    genre: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Pick:
    """Releases that are shown on a page: what they are called there, and by us."""

    name: str
    words: tuple[tuple[str, ...], ...]


PICKS = {
    "staff-picks": Pick("Staff Picks", (("staff", "pick"),)),
    "hype-picks": Pick("Hype Picks", (("hype", "pick"),)),
    "latest-releases": Pick("Latest Releases", (("latest", "release"), ("new", "release"))),
}
CHARTS_SHOWN = (("featured", "chart"), ("new", "chart"), ("dj", "chart"))
"""What stands above charts on the first page and on those of genres."""
_SLUG = r"[^/\s]+"
_THING = re.compile(rf"(chart|album):(?:({_SLUG})/)?([0-9]+)")
_TOPS = re.compile(r"chart:(top|hype)-(100|10)")
_GENRE = re.compile(rf"genre:({_SLUG})/([0-9]+)/(?:(top|hype)-(100|10)|(tracks)|({'|'.join(PICKS)}))")
_FEATURED = re.compile(rf"featured:({'|'.join(PICKS)})")
_PLAYLIST = re.compile(r"playlist:([0-9]+)")
SHELF = re.compile(rf"(genre|artist):({_SLUG})/([0-9]+)(?:/(charts|releases|{'|'.join(PICKS)}))?")
FEATURED_SHELF = re.compile(rf"featured/({'|'.join(PICKS)})")


def place_of(reference: str) -> Place | None:
    """Return where a playlist is, None for what is no reference."""
    if found := _TOPS.fullmatch(reference):
        return _top(f"/{found[1]}-100", found[1], int(found[2]), "Beatport")
    if found := _GENRE.fullmatch(reference):
        return _of_genre(found)
    if found := _FEATURED.fullmatch(reference):
        return Place(kind=Kind.PICKS, path="/", name=f"Beatport {PICKS[found[1]].name}", words=(found[1],))
    return _thing(reference)


def spelt(slug: str) -> str:
    """Return a name made from the part of an address that stands for it."""
    return slug.replace("-", " ").strip().title() or "Beatport"


def _thing(reference: str) -> Place | None:
    if found := _PLAYLIST.fullmatch(reference):
        return Place(
            kind=Kind.PLAYLIST,
            path=f"/playlists/share/{found[1]}",
            name=f"Playlist {found[1]}",
            words=(f"playlist-{found[1]}",),
            paged=True,
            id=found[1],
        )
    found = _THING.fullmatch(reference)
    if found is None:
        return None
    slug = found[2] or "-"
    if found[1] == "album":
        path = f"/release/{slug}/{found[3]}"
        return Place(kind=Kind.ALBUM, path=path, name=spelt(slug), id=found[3], paged=True)
    return Place(
        kind=Kind.TRACKS,
        path=f"/chart/{slug}/{found[3]}",
        name=spelt(slug),
        words=(f"chart-{found[3]}",),
        paged=True,
        id=found[3],
    )


def _of_genre(found: re.Match[str]) -> Place:
    slug, genre, top, size, tracks, pick = found.groups()
    path, name = f"/genre/{slug}/{genre}", spelt(slug)
    if top:
        return _top(f"{path}/{top}-100", top, int(size), name, genre)
    if tracks:
        return Place(
            kind=Kind.TRACKS,
            path=f"{path}/tracks",
            name=f"{name} Latest Tracks",
            words=("tracks",),
            open_end=True,
            paged=True,
            genre=genre,
        )
    return Place(kind=Kind.PICKS, path=path, name=f"{name} {PICKS[pick].name}", words=(pick,), genre=genre)


def _top(path: str, which: str, size: int, of: str, genre: str = "") -> Place:
    said = "Hype Top" if which == "hype" else "Top"
    return Place(
        kind=Kind.TRACKS,
        path=path,
        name=f"{of} {said} {size}",
        words=(f"{which}-100",),
        first=size,
        genre=genre,
    )
