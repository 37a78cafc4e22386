"""The music: folders, albums, songs, what is found, pictures, and how far a look at the files is."""

from collections.abc import Iterable
from random import sample
from typing import Any

from fakes.mediabrowser.images import png
from fakes.opensubsonic.asking import Ask, Refusal
from fakes.opensubsonic.model import Album, Music, Song, artist_id, new_id
from fakes.opensubsonic.shapes import Shapes, moment

type Answer = dict[str, Any]

_LONGEST_LIST = 500
_LONGEST_SIDE = 1200


class Browsing:
    """`finds` is what an empty query gives: "all" (`""` too), "quotes" (only `""` does) or "nothing".

    `scan_status`: "full" as Navidrome, "bare" as old Subsonic, "none" where there is no such thing. A look at
    the files ends after `scan_asks` questions how far it is. `page` is the most that one search gives.
    """

    def __init__(self, music: Music, shapes: Shapes) -> None:
        self.music = music
        self.shapes = shapes
        self.finds = "all"
        self.scan_status = "full"
        self.scan_asks = 2
        self.page: int | None = None
        self.scanning = 0

    def get_music_folders(self, ask: Ask) -> Answer:
        """Answer with the music folders."""
        del ask
        shown = [{"id": number, "name": name} for number, name in self.music.folders.items()]
        return {"musicFolders": {"musicFolder": shown}}

    def get_indexes(self, ask: Ask) -> Answer:
        """Answer with the folders at the top, nothing where they did not change."""
        since, folder = ask.number("ifModifiedSince", 0), self._folder(ask)
        modified = int(self.music.last_scan.timestamp() * 1000)
        answer: Answer = {"lastModified": modified, "ignoredArticles": "The"}
        if modified > since:
            names = sorted({song.path.split("/")[0] for song in self.music.ordered(folder)})
            artists = [{"id": _directory(name), "name": name} for name in names]
            answer["index"] = [{"name": "#", "artist": artists}] if artists else []
        return {"indexes": answer}

    def get_music_directory(self, ask: Ask) -> Answer:
        """Answer with what is in a folder."""
        wanted = ask.need("id")
        inside: dict[str, Answer] = {}
        found = ""
        for song in self.music.songs.values():
            steps = song.path.split("/")
            for depth in range(1, len(steps)):
                path = "/".join(steps[:depth])
                if _directory(path) != wanted:
                    continue
                found = path
                if depth == len(steps) - 1:
                    inside[song.id] = self.shapes.song(song, ask.user)
                else:
                    below = _directory("/".join(steps[: depth + 1]))
                    inside[below] = {"id": below, "isDir": True, "title": steps[depth], "parent": wanted}
        if not found:
            raise Refusal(70, "Directory not found")
        return {"directory": {"id": wanted, "name": found.split("/")[-1], "child": list(inside.values())}}

    def get_artists(self, ask: Ask) -> Answer:
        """Answer with the artists of albums."""
        names = sorted({album.artists[0] for album in self.music.albums_of(self._folder(ask))})
        artists = [{"id": artist_id(name), "name": name, "albumCount": 1} for name in names]
        index = [{"name": "#", "artist": artists}] if artists else []
        return {"artists": {"ignoredArticles": "The", "index": index}}

    def get_album_list2(self, ask: Ask) -> Answer:
        """Answer with a page of albums."""
        albums: Iterable[Album] = self.music.albums_of(self._folder(ask))
        match ask.need("type"):
            case "alphabeticalByName":
                ordered = sorted(albums, key=lambda album: (album.name, album.id))
            case "newest":
                ordered = sorted(albums, key=lambda album: (album.created, album.id), reverse=True)
            case other:
                raise Refusal(0, f"type '{other}' not implemented")
        offset, size = ask.number("offset", 0), min(ask.number("size", 10), _LONGEST_LIST)
        shown = [self.shapes.album(album) for album in ordered[offset : offset + size]]
        return {"albumList2": {"album": shown} if shown else {}}

    def get_album(self, ask: Ask) -> Answer:
        """Answer with an album and its songs."""
        album = self.music.albums.get(ask.need("id"))
        if album is None:
            raise Refusal(70, "Album not found")
        songs = [self.shapes.song(self.music.songs[song_id], ask.user) for song_id in album.songs]
        return {"album": self.shapes.album(album) | {"song": songs}}

    def get_song(self, ask: Ask) -> Answer:
        """Answer with a song."""
        song = self.music.songs.get(ask.need("id"))
        if song is None:
            raise Refusal(70, "Song not found")
        return {"song": self.shapes.song(song, ask.user)}

    def get_random_songs(self, ask: Ask) -> Answer:
        """Answer with some songs."""
        songs = self.music.ordered(self._folder(ask))
        chosen = sample(songs, min(ask.number("size", 10), len(songs)))
        shown = [self.shapes.song(song, ask.user) for song in chosen]
        return {"randomSongs": {"song": shown} if shown else {}}

    def search3(self, ask: Ask) -> Answer:
        """Answer with a page of the songs that are found."""
        said = ask.get("query")
        if said is None or (not said and self.finds == "quotes"):
            raise Refusal(10, "please provide a `query` parameter")
        words = said.strip('"').casefold().split()
        offset, count = ask.number("songOffset", 0), ask.number("songCount", 20)
        count = count if self.page is None else min(count, self.page)
        songs: list[Song] = self.music.ordered(self._folder(ask))
        if words:
            songs = [song for song in songs if all(word in song.title.casefold() for word in words)]
        elif self.finds == "nothing":
            songs = []
        shown = [self.shapes.song(song, ask.user) for song in songs[offset : offset + count]]
        return {"searchResult3": {"song": shown} if shown else {}}

    def get_scan_status(self, ask: Ask) -> Answer:
        """Answer with how far a look at the files is."""
        del ask
        if self.scan_status == "none":
            raise Refusal(0, "Couldn't connect to daemon")
        if self.scanning:
            self.scanning -= 1
            if not self.scanning:
                self.music.scanned()
        return self._status()

    def start_scan(self, ask: Ask) -> Answer:
        """Begin to look at the files."""
        if self.scan_status == "none":
            raise Refusal(0, "Couldn't connect to daemon")
        if not ask.user.admin:
            raise Refusal(50)
        self.scanning = self.scan_asks
        return self._status()

    def _status(self) -> Answer:
        count = len(self.music.songs)
        status: Answer = {"scanning": bool(self.scanning), "count": count // 2 if self.scanning else count}
        if self.scan_status == "full":
            status |= {"folderCount": len(self.music.albums), "lastScan": moment(self.music.last_scan)}
        return {"scanStatus": status}

    def picture(self, ask: Ask) -> bytes:
        """Return a cover as PNG."""
        key, size = ask.need("id"), ask.number("size", 300)
        song = self.music.songs.get(key.removeprefix("mf-"))
        if (song is None or not song.cover) and key.removeprefix("al-") not in self.music.albums:
            raise Refusal(70, "Artwork not found")
        return png(200, 30, 90, min(size, _LONGEST_SIDE))

    def _folder(self, ask: Ask) -> int | None:
        said = ask.get("musicFolderId")
        if not said:
            return None
        if not said.isdecimal() or int(said) not in self.music.folders:
            raise Refusal(70, "Library not found or not accessible")
        return int(said)


def _directory(path: str) -> str:
    return new_id("directory", path)
