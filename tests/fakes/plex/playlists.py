"""Playlists as a server keeps them: each user's own."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fakes.plex.library import Library
from fakes.plex.media import Item, Track, Video
from fakes.plex.nodes import Node, Scalar


@dataclass(eq=False, slots=True)
class Entry:
    """One place in a playlist; the same track may stand at several."""

    id: int
    item: Track | Video


@dataclass(frozen=True, slots=True)
class Poster:
    """A picture given by hand: where it came from, empty when it was sent, and its bytes."""

    key: str
    source: str
    data: bytes


@dataclass(eq=False, slots=True, kw_only=True)
class Playlist:
    """`kind` is audio or video; `content` is the query of a smart one, empty for others."""

    key: int
    user: int
    title: str
    kind: str
    added: int
    updated: int
    summary: str = ""
    content: str = ""
    entries: list[Entry] = field(default_factory=list)

    @property
    def guid(self) -> str:
        return f"com.plexapp.agents.none://{self.key:08x}-0000-4000-8000-000000000000"

    @property
    def composite(self) -> str:
        return f"/playlists/{self.key}/composite/{self.updated}"

    def place(self, entry_id: int) -> int | None:
        """Return where the entry stands, None when there is none of that id."""
        return next((n for n, entry in enumerate(self.entries) if entry.id == entry_id), None)


class Playlists:
    """All playlists of one server, in the order they were made."""

    def __init__(self, library: Library) -> None:
        self.kept: dict[int, Playlist] = {}
        self._library = library
        self._entry = 5000
        library.on_removed.append(self._let_go)

    def add(
        self,
        user: int,
        title: str,
        items: Sequence[Track | Video] = (),
        *,
        kind: str = "audio",
        content: str = "",
    ) -> Playlist:
        now = self._library.clock.now()
        playlist = Playlist(
            key=self._library.next_key(),
            user=user,
            title=title,
            kind=kind,
            added=now,
            updated=now,
            content=content,
        )
        self.kept[playlist.key] = playlist
        self.append(playlist, items)
        return playlist

    def append(self, playlist: Playlist, items: Sequence[Track | Video]) -> None:
        for item in items:
            self._entry += 1
            playlist.entries.append(Entry(self._entry, item))
        self.touch(playlist)

    def touch(self, playlist: Playlist) -> None:
        playlist.updated = self._library.clock.now()

    def of(self, user: int) -> list[Playlist]:
        return [one for one in self.kept.values() if one.user == user]

    def _let_go(self, gone: set[Item]) -> None:
        for playlist in self.kept.values():
            playlist.entries = [entry for entry in playlist.entries if entry.item not in gone]


def playlist_node(playlist: Playlist, items: Sequence[Track | Video]) -> Node:
    """Describe a playlist; `items` are those in it now, of a smart one what its query finds."""
    length = sum(item.duration or 0 for item in items)
    attributes: dict[str, Scalar] = {
        "ratingKey": str(playlist.key),
        "key": f"/playlists/{playlist.key}/items",
        "guid": playlist.guid,
        "type": "playlist",
        "title": playlist.title,
        "summary": playlist.summary,
        "smart": bool(playlist.content),
        "playlistType": playlist.kind,
        "composite": playlist.composite,
        "icon": "playlist://image.smart" if playlist.content else None,
        "content": playlist.content or None,
        "duration": length // 1000 * 1000 if items else None,
        "leafCount": len(items),
        "addedAt": playlist.added,
        "updatedAt": playlist.updated,
    }
    return Node("Playlist", attributes, name="Metadata")
