"""Playlists and stars: what is written."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from fakes.opensubsonic.asking import Ask, Refusal
from fakes.opensubsonic.model import Music, Playlist, new_id
from fakes.opensubsonic.shapes import Shapes

type Answer = dict[str, Any]

_ANSWERS_CREATED = (1, 14)


class Playlists:
    """The playlists of all users; `keeps_comments` False: there is no place for them."""

    def __init__(self, music: Music, shapes: Shapes, now: Callable[[], datetime]) -> None:
        self.music = music
        self.shapes = shapes
        self.now = now
        self.held: dict[str, Playlist] = {}
        self.keeps_comments = True
        self.version = (1, 16, 1)
        self._made = 0

    def add(self, owner: str, name: str, songs: Iterable[str] = (), **more: Any) -> Playlist:
        """Make a playlist as somebody else would."""
        self._made += 1
        playlist = Playlist(
            id=new_id("playlist", self._made, name),
            name=name,
            owner=owner,
            songs=list(songs),
            created=self.now(),
            changed=self.now(),
            **more,
        )
        self.held[playlist.id] = playlist
        return playlist

    def forget(self, song_id: str) -> None:
        """Take a song out that is gone."""
        for playlist in self.held.values():
            playlist.songs = [each for each in playlist.songs if each != song_id]

    def get_playlists(self, ask: Ask) -> Answer:
        """Answer with the user's own and with public ones."""
        shown = [
            self.shapes.playlist(playlist)
            for playlist in sorted(self.held.values(), key=lambda one: one.name)
            if playlist.public or playlist.owner == ask.user.name
        ]
        return {"playlists": {"playlist": shown} if shown or self.shapes.rich else {}}

    def get_playlist(self, ask: Ask) -> Answer:
        """Answer with one and its songs."""
        return {"playlist": self._whole(ask, self._seen(ask, ask.need("id")))}

    def create_playlist(self, ask: Ask) -> Answer:
        """Make one, or put other songs into one."""
        songs, key, name = self._songs(ask.all("songId")), ask.get("playlistId"), ask.get("name")
        if key:
            playlist = self._owned(ask, key)
            playlist.name = name or playlist.name
            playlist.songs = songs
            playlist.changed = self.now()
        elif name:
            playlist = self.add(ask.user.name, name, songs)
        else:
            raise Refusal(10, "Required parameter name is missing.")
        return {"playlist": self._whole(ask, playlist)} if self.version >= _ANSWERS_CREATED else {}

    def update_playlist(self, ask: Ask) -> Answer:
        """Change name, comment and songs: those to be removed are named by where they were before."""
        playlist = self._owned(ask, ask.need("playlistId"))
        name, comment, public = ask.get("name"), ask.get("comment"), ask.get("public")
        if public not in {None, "true", "false"}:
            raise Refusal(0, "public is neither true nor false.")
        gone, added = set(ask.numbers("songIndexToRemove")), self._songs(ask.all("songIdToAdd"))
        playlist.name = name or playlist.name
        if comment is not None and self.keeps_comments:
            playlist.comment = comment
        playlist.public = playlist.public if public is None else public == "true"
        playlist.songs = [song for at, song in enumerate(playlist.songs) if at not in gone] + added
        playlist.changed = self.now()
        return {}

    def delete_playlist(self, ask: Ask) -> Answer:
        """Remove one."""
        del self.held[self._owned(ask, ask.need("id"), smart=True).id]
        return {}

    def star(self, ask: Ask) -> Answer:
        """Star songs."""
        for song_id in self._named(ask):
            ask.user.starred.setdefault(song_id, self.now())
        return {}

    def unstar(self, ask: Ask) -> Answer:
        """Take stars away."""
        for song_id in self._named(ask):
            ask.user.starred.pop(song_id, None)
        return {}

    def get_starred2(self, ask: Ask) -> Answer:
        """Answer with what the user starred."""
        folder = ask.get("musicFolderId")
        songs = [self.music.songs[song_id] for song_id in ask.user.starred if song_id in self.music.songs]
        shown = [
            self.shapes.song(song, ask.user) for song in songs if not folder or song.folder == int(folder)
        ]
        return {"starred2": {"song": shown} if shown else {}}

    def _named(self, ask: Ask) -> list[str]:
        if not ask.all("id"):
            raise Refusal(10, "Required id parameter is missing.")
        return self._songs(ask.all("id"))

    def _songs(self, keys: list[str]) -> list[str]:
        if any(key not in self.music.songs for key in keys):
            raise Refusal(70, "Song not found")
        return list(keys)

    def _whole(self, ask: Ask, playlist: Playlist) -> Answer:
        entries = [self.shapes.song(self.music.songs[song_id], ask.user) for song_id in playlist.songs]
        return self.shapes.playlist(playlist) | ({"entry": entries} if entries else {})

    def _seen(self, ask: Ask, key: str) -> Playlist:
        playlist = self.held.get(key)
        if playlist is None or not (playlist.public or playlist.owner == ask.user.name or ask.user.admin):
            raise Refusal(70, "Playlist not found")
        return playlist

    def _owned(self, ask: Ask, key: str, *, smart: bool = False) -> Playlist:
        playlist = self._seen(ask, key)
        if playlist.owner != ask.user.name or (playlist.readonly and not smart):
            raise Refusal(50)
        return playlist
