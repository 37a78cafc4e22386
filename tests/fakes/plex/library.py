"""A server's library as a test builds and changes it."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from fakes.plex.clock import Clock
from fakes.plex.media import Album, Artist, Collection, Episode, Item, Kind, Season, Section, Track, Video

_WORDS = ("River", "Night", "Glass", "Ember", "Harbour", "Static", "Meadow", "Signal", "Velvet", "Orbit")


class Library:
    """Sections and items; ratingKeys are given out once and never again."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.sections: dict[int, Section] = {}
        self.items: dict[int, Item] = {}
        self.on_removed: list[Callable[[set[Item]], None]] = []
        """Told of items that are gone, so that playlists let go of them."""
        self._key = 100
        self._sections = 0
        self._uid = 0x5D07B
        self._changes = 116_260_420

    def next_key(self) -> int:
        self._key += 1
        return self._key

    def _new(self, section: Section, title: str) -> dict[str, Any]:
        self._uid += 1
        now = self.clock.now()
        return {
            "key": self.next_key(),
            "uid": self._uid,
            "section": section,
            "title": title,
            "added": now,
            "updated": now,
        }

    def touch(self, section: Section) -> None:
        """Note that something in the section is not as it was."""
        self._changes += 1
        section.content_changed = self._changes
        section.lists.clear()

    def add_section(
        self, title: str, *locations: str, kind: Kind = Kind.ARTIST, language: str = "en-US"
    ) -> Section:
        now = self.clock.now()
        key = self._sections = self._sections + 1
        section = Section(
            key=key,
            kind=kind,
            title=title,
            uuid=str(uuid.uuid5(uuid.NAMESPACE_URL, f"section/{key}/{title}")),
            locations=list(locations),
            created=now,
            updated=now,
            scanned=now,
            language=language,
        )
        self.sections[key] = section
        self.touch(section)
        return section

    def drop_section(self, section: Section) -> None:
        """Let go of a section and all in it."""
        self.remove(*[one for kind in list(section.items) for one in section.of(kind).values()])
        del self.sections[section.key]

    def _keep[T: Item](self, item: T) -> T:
        self.items[item.key] = item
        item.section.of(item.kind)[item.key] = item
        return item

    def add_artist(self, section: Section, title: str, **more: Any) -> Artist:
        self.touch(section)
        return self._keep(Artist(**self._new(section, title), **more))

    def add_album(self, artist: Artist, title: str, **more: Any) -> Album:
        """Add a record; `more` is any other field of `Album`."""
        self.touch(artist.section)
        album = Album(**(self._new(artist.section, title) | more), artist=artist)
        artist.albums.append(album)
        return self._keep(album)

    def add_track(self, album: Album, title: str, **more: Any) -> Track:
        """Add a track; `more` is any other field of `Track`. Its file lies in the section's first folder."""
        self.touch(album.section)
        more.setdefault("index", len(album.tracks) + 1)
        if "file" not in more:
            folder = f"{album.section.locations[0]}/{album.artist.title}/{album.title}"
            more["file"] = f"{folder}/{more['index'] or 0:02} {title}.flac"
        track = Track(**(self._new(album.section, title) | more), album=album)
        album.tracks.append(track)
        return self._keep(track)

    def add_video(self, section: Section, title: str, **more: Any) -> Video:
        self.touch(section)
        return self._keep(Video(**self._new(section, title), kind=section.kind, **more))

    def add_film(self, section: Section, title: str, *ids: str, year: int = 2000, **more: Any) -> Video:
        """Add a film with a file in the section's first folder; `more` is any other field of `Video`."""
        length = more.setdefault("duration", 5_400_000)
        path = f"{section.locations[0]}/{title} ({year})/{title} ({year}).mkv"
        more.setdefault("versions", (((path, length),),))
        return self.add_video(section, title, ids=ids, year=year, **more)

    def add_season(self, show: Video, index: int) -> Season:
        self.touch(show.section)
        title = f"Season {index}" if index else "Specials"
        season = Season(**self._new(show.section, title), show=show, index=index)
        show.seasons.append(season)
        return self._keep(season)

    def add_episode(self, show: Video, season: int, index: int, *ids: str, **more: Any) -> Episode:
        """Add an episode with a file below the section's first folder, and its season where there is none."""
        self.touch(show.section)
        parent = next((one for one in show.seasons if one.index == season), None) or self.add_season(
            show, season
        )
        title = more.pop("title", f"Episode {index}")
        length = more.setdefault("duration", 2_400_000)
        folder = f"{show.section.locations[0]}/{show.title}/Season {season:02}"
        more.setdefault("versions", (((f"{folder}/{show.title} - S{season:02}E{index:02}.mkv", length),),))
        episode = Episode(**self._new(show.section, title), season=parent, index=index, ids=ids, **more)
        parent.episodes.append(episode)
        return self._keep(episode)

    def add_collection(self, section: Section, title: str, of: Kind, **more: Any) -> Collection:
        self.touch(section)
        return self._keep(Collection(**self._new(section, title), of=of, **more))

    def artist(self, section: Section, title: str) -> Artist:
        """Return the artist of that name, made when there is none."""
        for one in section.of(Kind.ARTIST).values():
            if one.title == title and isinstance(one, Artist):
                return one
        return self.add_artist(section, title)

    def album(self, artist: Artist, title: str, **more: Any) -> Album:
        """Return the artist's album of that name, made when there is none."""
        found = next((one for one in artist.albums if one.title == title), None)
        return self.add_album(artist, title, **more) if found is None else found

    def edit(self, item: Item, **changes: Any) -> None:
        """Change fields of an item, as a person or a new tag in its file does."""
        for name, value in changes.items():
            setattr(item, name, value)
        item.updated = self.clock.now()
        self.touch(item.section)

    def remove(self, *items: Item) -> None:
        """Remove items with all that is in them, and the albums and artists left empty."""
        gone = set(_with_children(items))
        for item in gone:
            self.items.pop(item.key, None)
            item.section.of(item.kind).pop(item.key, None)
        self._let_go(gone)
        for section in {item.section for item in gone}:
            self.touch(section)
        for told in self.on_removed:
            told(gone)
        empty: set[Item] = {one.album for one in gone if isinstance(one, Track) and not one.album.tracks}
        empty |= {one.artist for one in gone if isinstance(one, Album) and not one.artist.albums}
        empty |= {one.season for one in gone if isinstance(one, Episode) and not one.season.episodes}
        empty |= {one.show for one in gone if isinstance(one, Season) and not one.show.seasons}
        if left := [item for item in empty if item.key in self.items]:
            self.remove(*left)

    def _let_go(self, gone: set[Item]) -> None:
        for album in {one.album for one in gone if isinstance(one, Track)}:
            album.tracks = [one for one in album.tracks if one not in gone]
        for artist in {one.artist for one in gone if isinstance(one, Album)}:
            artist.albums = [one for one in artist.albums if one not in gone]
        for season in {one.season for one in gone if isinstance(one, Episode)}:
            season.episodes = [one for one in season.episodes if one not in gone]
        for show in {one.show for one in gone if isinstance(one, Season)}:
            show.seasons = [one for one in show.seasons if one not in gone]
        for section in {item.section for item in gone}:
            for collection in list(section.of(Kind.COLLECTION).values()):
                if isinstance(collection, Collection):
                    collection.members = [one for one in collection.members if one not in gone]

    def change_ids(self, *, keep_members: bool) -> None:
        """Give every item another ratingKey, as a library built anew has.

        Guids, and what users think of them, stay. Playlists and collections lose their items and collections
        go, as they do on a real server, unless `keep_members`.
        """
        if not keep_members:
            self.remove(*(one for one in self.items.values() if isinstance(one, Collection)))
            for told in self.on_removed:
                told(set(self.items.values()))
        now = self.clock.now()
        before = list(self.items.values())
        self.items.clear()
        for section in self.sections.values():
            section.items.clear()
            self.touch(section)
        for item in before:
            item.key = self.next_key()
            item.added = item.updated = now
            self._keep(item)

    def fill(self, section: Section, tracks: int, *, per_album: int = 10, per_artist: int = 50) -> None:
        """Add that many made-up tracks, each with ids, quickly."""
        artist: Artist | None = None
        album: Album | None = None
        start = len(section.of(Kind.TRACK))
        for number in range(start, start + tracks):
            if artist is None or number % per_artist == 0:
                title = f"{_WORDS[number // per_artist % 10]} Artist {number // per_artist:05}"
                artist = self.add_artist(section, title, mbid=_mbid("a", number), genres=("Electronic",))
                album = None
            if album is None or number % per_album == 0:
                title = f"{_WORDS[number // per_album % 10]} Album {number // per_album:05}"
                year = 1960 + number // per_album % 60
                ids = {"mbid": _mbid("b", number), "year": year, "studio": "Meadow Records"}
                album = self.add_album(artist, title, **ids, genres=("Electronic", "Pop"))
            self.add_track(
                album,
                f"{_WORDS[number % 10]} Song {number:06}",
                duration=120_000 + number % 240 * 1000,
                mbid=_mbid("c", number),
            )


def _mbid(letter: str, number: int) -> str:
    return f"{number:08x}-{letter}000-4000-8000-000000000000"


def _with_children(items: Iterable[Item]) -> Iterator[Item]:
    for item in items:
        yield item
        match item:
            case Artist():
                yield from _with_children(item.albums)
            case Album():
                yield from item.tracks
            case Video():
                yield from _with_children(item.seasons)
            case Season():
                yield from item.episodes
            case _:
                pass
