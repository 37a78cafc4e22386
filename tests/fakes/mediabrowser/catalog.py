"""The items of a server: building them up quickly, changing them, all ids anew."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import md5
from itertools import count

from fakes.mediabrowser.model import (
    Album,
    Artist,
    BoxSet,
    Entry,
    Item,
    Kind,
    Library,
    Playlist,
    Tags,
    Track,
    User,
)
from fakes.mediabrowser.videos import Video

_BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)


class Names(ABC):
    """How a server names what it keeps."""

    @abstractmethod
    def item(self, kind: Kind, key: str) -> str:
        """Return the id of an item; `key` is its path or its name."""

    @abstractmethod
    def entry(self, track: Track) -> str:
        """Return the id of a new place in a playlist."""

    @abstractmethod
    def renew(self) -> None:
        """From now on give other ids, also to what had one before."""


def digest(*parts: str) -> str:
    """Return 32 hexadecimal digits for a text."""
    return md5("\n".join(parts).encode(), usedforsecurity=False).hexdigest()


def uuid_of(*parts: str) -> str:
    """Return an id as MusicBrainz has them, always the same for a text."""
    text = digest(*parts)
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-8{text[17:20]}-{text[20:]}"


def _named(track: Track) -> set[Artist]:
    return {*track.artists, *track.album.artists}


class Catalog:
    """All items; `revision` grows with every change, also of what users like."""

    def __init__(self, names: Names, now: Callable[[], datetime]) -> None:
        self.names = names
        self.now = now
        self.revision = 0
        self.libraries: list[Library] = []
        self.tracks: dict[str, Track] = {}
        """By path."""
        self.albums: dict[tuple[Library, str, str], Album] = {}
        self.artists: dict[str, Artist] = {}
        """By name, whatever its case."""
        self.playlists: list[Playlist] = []
        self.box_sets: list[BoxSet] = []
        self.videos: dict[Video, None] = {}
        self._by_id: dict[str, Item] = {}
        self._tracks_of: dict[Album, dict[Track, None]] = {}
        self._homes: dict[Artist, Counter[Library]] = {}

    def touch(self, item: Item | None = None) -> None:
        """Note that something changed; an item was thereby written down."""
        self.revision += 1
        if item is not None:
            item.saved = self.now()

    def get(self, item_id: str) -> Item | None:
        """Return what has this id."""
        return self._by_id.get(item_id)

    def tracks_of(self, album: Album) -> list[Track]:
        """Return the tracks of an album in their order."""
        return sorted(self._tracks_of.get(album, ()), key=lambda one: one.sort_name)

    def homes(self, item: Item) -> Iterable[Library]:
        """Return the libraries in which an item is."""
        match item:
            case Track() | Album() | Video():
                return (item.library,)
            case Artist():
                return self._homes.get(item, Counter()).keys()
            case Library():
                return (item,)
            case _:
                return ()

    def seen_by(self, item: Item, user: User | None) -> bool:
        """Tell whether a user has access to an item; None is a key, which has it to all."""
        if user is None:
            return True
        if isinstance(item, Playlist):
            return item.seen_by(user)
        if isinstance(item, BoxSet):
            there = self.members_of(item)
            return not there or any(self.seen_by(one, user) for one in there)
        return any(user.may_see(library) for library in self.homes(item))

    def all(self) -> Iterator[Item]:
        """Yield all items."""
        yield from self.libraries
        yield from self.artists.values()
        yield from self.albums.values()
        yield from self.tracks.values()
        yield from self.playlists
        yield from self.box_sets
        yield from self.videos

    def put(self, video: Video) -> None:
        """Note a film, a show, a season or an episode."""
        self.videos[video] = None
        self._by_id[video.id] = video
        self.revision += 1

    def drop(self, video: Video) -> None:
        """Forget one."""
        del self.videos[video], self._by_id[video.id]
        self.touch()

    def add_library(self, name: str, *locations: str, collection: str | None = "music") -> Library:
        """Make a library; its folder is /music/NAME, or named for what it holds, where none is named."""
        folders = locations or (f"/{collection or 'media'}/{name}",)
        library = Library(
            id=self.names.item(Kind.LIBRARY, name),
            kind=Kind.LIBRARY,
            name=name,
            created=_BEGINNING,
            saved=_BEGINNING,
            locations=folders,
            collection=collection,
            path=f"/config/data/libraries/{name}",
        )
        self.libraries.append(library)
        self._by_id[library.id] = library
        self.touch()
        return library

    def add_track(
        self, library: Library, tags: Tags, path: str | None = None, at: datetime | None = None
    ) -> Track:
        """Make a track, at once and without any scan, with the album and artists it names."""
        at = at or self.now()
        by = self._artist(tags.by, at)
        album = self._album(library, by, tags, at)
        artists = tuple(self._artist(name, at) for name in tags.artists)
        place = path or f"{album.path}/{tags.disc or 0}-{tags.track or 0:02} {tags.title}.{tags.container}"
        track = Track(
            id=self.names.item(Kind.AUDIO, place),
            kind=Kind.AUDIO,
            name=tags.title,
            created=at,
            saved=at,
            path=place,
            genres=tags.genres,
            provider_ids=dict(tags.ids),
            year=tags.year,
            library=library,
            album=album,
            artists=artists,
            tags=tags,
            track=tags.track,
            disc=tags.disc,
        )
        self._link(track)
        album.saved = max(album.saved, at)
        self.revision += 1
        return track

    def edit_track(self, track: Track, tags: Tags) -> None:
        """Let a track be what its file now says; its id and what users like stay."""
        old_album, old_artists = track.album, _named(track)
        at = self.now()
        track.album = self._album(track.library, self._artist(tags.by, at), tags, at)
        track.artists = tuple(self._artist(name, at) for name in tags.artists)
        track.name, track.tags, track.track, track.disc = tags.title, tags, tags.track, tags.disc
        track.genres, track.year, track.provider_ids = tags.genres, tags.year, dict(tags.ids)
        del self._tracks_of[old_album][track]
        self._link(track)
        # Those who stay are counted anew first, so that none of them is forgotten for a moment.
        self._leave(old_artists, track.library)
        self._drop_empty(old_album)
        for item in (track, track.album):
            self.touch(item)

    def remove_track(self, track: Track) -> None:
        """Forget a track, and its album and artists when nothing is left of them."""
        del self.tracks[track.path], self._by_id[track.id], self._tracks_of[track.album][track]
        self._leave(_named(track), track.library)
        self._drop_empty(track.album)
        self.touch()

    def add_playlist(self, name: str, owner: User | None, tracks: Iterable[Track] = ()) -> Playlist:
        """Make a playlist; whether a track may be in it twice is the caller's business."""
        number = count()
        place = next(
            path
            for path in (f"/config/data/playlists/{name}{'1' * step}" for step in number)
            if all(one.path != path for one in self.playlists)
        )
        at = self.now()
        playlist = Playlist(
            id=self.names.item(Kind.PLAYLIST, place),
            kind=Kind.PLAYLIST,
            name=name,
            created=at,
            saved=at,
            path=place,
            owner=owner,
        )
        playlist.entries = [Entry(self.names.entry(track), track) for track in tracks]
        self.playlists.append(playlist)
        self._by_id[playlist.id] = playlist
        self.touch()
        return playlist

    def remove_playlist(self, playlist: Playlist) -> None:
        """Forget a playlist."""
        self.playlists.remove(playlist)
        del self._by_id[playlist.id]
        self.touch()

    def add_box_set(self, name: str, members: Iterable[Item] = ()) -> BoxSet:
        """Make a collection; two of one name are two."""
        number = sum(one.name == name for one in self.box_sets)
        place = f"/config/data/collections/{name} [boxset]{number or ''}"
        at = self.now()
        made = BoxSet(
            id=self.names.item(Kind.BOX_SET, place),
            kind=Kind.BOX_SET,
            name=name,
            created=at,
            saved=at,
            path=place,
            members=list(dict.fromkeys(members)),
        )
        self.box_sets.append(made)
        self._by_id[made.id] = made
        self.touch()
        return made

    def remove_box_set(self, box_set: BoxSet) -> None:
        """Forget a collection; what was in it stays."""
        self.box_sets.remove(box_set)
        del self._by_id[box_set.id]
        self.touch()

    def collect(self, box_set: BoxSet, items: Iterable[Item]) -> None:
        """Put items into a collection; those in it already stay where they are."""
        box_set.members = list(dict.fromkeys([*self.members_of(box_set), *items]))
        self.touch(box_set)

    def uncollect(self, box_set: BoxSet, items: Iterable[Item]) -> None:
        """Take items out of a collection, which stays, were it empty."""
        gone = set(items)
        box_set.members = [one for one in self.members_of(box_set) if one not in gone]
        self.touch(box_set)

    def members_of(self, box_set: BoxSet) -> list[Item]:
        """Return what is in a collection and still there."""
        return [one for one in box_set.members if self._by_id.get(one.id) is one]

    def there(self, playlist: Playlist) -> list[Entry]:
        """Return the places of a playlist whose tracks are still there."""
        return [entry for entry in playlist.entries if self._by_id.get(entry.track.id) is entry.track]

    def change_ids(self) -> None:
        """Give every item another id, as a server does that was set up anew on the same files."""
        self.names.renew()
        self._by_id.clear()
        for item in self.all():
            item.id = self.names.item(item.kind, item.path if item.kind is not Kind.LIBRARY else item.name)
            self._by_id[item.id] = item
        for playlist in self.playlists:
            for entry in playlist.entries:
                entry.id = self.names.entry(entry.track)
        self.touch()

    def fill(self, library: Library, tracks: int, *, per_album: int = 10, albums_each: int = 5) -> None:
        """Make many tracks with good tags; each is a second younger than the one before."""
        first = len(self.tracks)
        for number in range(first, first + tracks):
            album, place = divmod(number, per_album)
            artist = f"Artist {album // albums_each:05}"
            record = f"Record {album:05}"
            tags = Tags(
                title=f"Song {number:06}",
                artists=(artist,),
                album=record,
                track=place + 1,
                year=1970 + album % 50,
                seconds=120.0 + number % 240,
                genres=("Rock",) if album % 2 else ("Pop", "Electronic"),
                ids=(
                    ("MusicBrainzTrack", uuid_of("track", str(number))),
                    ("MusicBrainzRecording", uuid_of("recording", str(number))),
                    ("MusicBrainzAlbum", uuid_of("album", str(album))),
                    ("MusicBrainzReleaseGroup", uuid_of("group", str(album))),
                    ("MusicBrainzArtist", uuid_of("artist", artist)),
                    ("MusicBrainzAlbumArtist", uuid_of("artist", artist)),
                ),
            )
            self.add_track(library, tags, at=_BEGINNING + timedelta(seconds=number))

    def _artist(self, name: str, at: datetime) -> Artist:
        found = self.artists.get(name.casefold())
        if found is None:
            path = f"/config/metadata/artists/{name}"
            item_id = self.names.item(Kind.ARTIST, path)
            found = Artist(id=item_id, kind=Kind.ARTIST, name=name, created=at, saved=at, path=path)
            self.artists[name.casefold()] = found
            self._by_id[found.id] = found
        return found

    def _album(self, library: Library, by: Artist, tags: Tags, at: datetime) -> Album:
        key = (library, by.name.casefold(), tags.album.casefold())
        found = self.albums.get(key)
        if found is None:
            ids = dict(tags.ids)
            path = f"{library.locations[0]}/{by.name}/{tags.album}"
            kept = ("MusicBrainzAlbum", "MusicBrainzReleaseGroup", "MusicBrainzAlbumArtist")
            found = Album(
                id=self.names.item(Kind.ALBUM, path),
                kind=Kind.ALBUM,
                name=tags.album,
                created=at,
                saved=at,
                path=path,
                library=library,
                artists=(by,),
                year=tags.year,
                genres=tags.genres,
                provider_ids={name: ids[name] for name in kept if name in ids},
            )
            artist_id = ids.get("MusicBrainzAlbumArtist")
            if artist_id and "MusicBrainzArtist" not in by.provider_ids:
                by.provider_ids["MusicBrainzArtist"] = artist_id
            self.albums[key] = found
            self._by_id[found.id] = found
        return found

    def _link(self, track: Track) -> None:
        self.tracks[track.path] = track
        self._by_id[track.id] = track
        self._tracks_of.setdefault(track.album, {})[track] = None
        for artist in _named(track):
            self._homes.setdefault(artist, Counter())[track.library] += 1

    def _leave(self, artists: set[Artist], library: Library) -> None:
        for artist in artists:
            homes = self._homes[artist]
            homes[library] -= 1
            if not homes[library]:
                del homes[library]
            if not homes:
                del self._homes[artist], self.artists[artist.name.casefold()], self._by_id[artist.id]

    def _drop_empty(self, album: Album) -> None:
        if not self._tracks_of.get(album):
            self._tracks_of.pop(album, None)
            self._by_id.pop(album.id, None)
            for key in [key for key, one in self.albums.items() if one is album]:
                del self.albums[key]
