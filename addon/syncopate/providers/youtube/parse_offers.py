"""What libraries, artists and channels have to offer, as our values."""

from collections.abc import Sequence

from syncopate.domain.playlist import AlbumFacts, SourcePlaylist
from syncopate.providers.browsing import Shelf, ShelfKind
from syncopate.providers.youtube.raw import Raw, inside, many, names, number, picture, text, year
from syncopate.providers.youtube.references import ALBUM, LIKED_ID, Kind, Wanted, wanted_of

_NO_MUSIC = frozenset({"SE", "RDPN"})
"""Lists of podcast episodes that stand among the playlists of a library."""


def offered_playlists(raws: Sequence[Raw]) -> tuple[SourcePlaylist, ...]:
    """Return playlists of a list; what is no music, and what is a radio, is left out."""
    return tuple(found for raw in raws if (found := _offered_playlist(raw)))


def _offered_playlist(raw: Raw) -> SourcePlaylist | None:
    said = text(raw.get("playlistId")) or ""
    wanted = None if said in _NO_MUSIC else wanted_of(said)
    name = text(raw.get("title"))
    if wanted is None or wanted.kind is Kind.ALBUM or name is None:
        return None
    return SourcePlaylist(
        reference=wanted.reference,
        name=name,
        description=text(raw.get("description")) if wanted.id != LIKED_ID else None,
        cover_url=picture(raw),
        count=number(raw.get("count")),
        owner=next(iter(names(raw.get("author"))), None),
    )


def offered_albums(raws: Sequence[Raw], artist: str | None = None) -> tuple[SourcePlaylist, ...]:
    """Return albums of a list; `artist` is whose they are where the list does not tell."""
    found: list[SourcePlaylist] = []
    for raw in raws:
        name, browse_id = text(raw.get("title")), text(raw.get("browseId"))
        if name is None or browse_id is None or not browse_id.startswith(ALBUM):
            continue
        artists = names(raw.get("artists")) or ((artist,) if artist else ())
        found.append(
            SourcePlaylist(
                reference=Wanted(Kind.ALBUM, browse_id).reference,
                name=name,
                cover_url=picture(raw),
                album=AlbumFacts(artists=artists, year=year(raw)),
                owner=", ".join(artists) or None,
            )
        )
    return tuple(found)


def offered_artists(raws: Sequence[Raw]) -> tuple[Shelf, ...]:
    """Return artists of a library as shelves."""
    return tuple(
        Shelf(
            key=f"artist:{channel.removeprefix('MPLA')}",
            name=name,
            kind=ShelfKind.ARTIST,
            cover_url=picture(raw),
        )
        for raw in raws
        if (name := text(raw.get("artist"))) and (channel := text(raw.get("browseId")))
    )


def part(raw: Raw, name: str) -> tuple[Sequence[Raw], str | None, str | None]:
    """Return what a page shows under a name, and the two marks by which all of it can be asked for."""
    said = inside(raw, name)
    return many(said.get("results")), text(said.get("browseId")), text(said.get("params"))


def name_of(raw: Raw) -> str | None:
    """Return the name of an artist or of the owner of a channel."""
    return text(raw.get("name"))


def songs_of(raw: Raw) -> SourcePlaylist | None:
    """Return the playlist of an artist's songs, None where there is none."""
    wanted = wanted_of(text(inside(raw, "songs").get("browseId")) or "")
    name = name_of(raw)
    if wanted is None or wanted.kind is not Kind.PLAYLIST or name is None:
        return None
    return SourcePlaylist(reference=wanted.reference, name=f"Songs by {name}", owner=name)
