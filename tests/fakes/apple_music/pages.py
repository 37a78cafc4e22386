"""Pages as the site makes them: for people, with the data in scripts that the page starts with."""

import html
import json
from dataclasses import dataclass
from typing import Any

from fakes.apple_music.model import Music, Playlist, Song

SITE = "https://music.apple.com"


@dataclass(slots=True)
class Look:
    """How pages look: which of the two ways tell tracks, and small things that differ between versions.

    `rooted`: the data stands in a thing under "data", as in newer pages, not in a bare list. `links`: artists
    are links, else one text. `names_artists` False: they are told in neither way.
    """

    sections: bool = True
    schema: bool = True
    rooted: bool = True
    links: bool = True
    names_artists: bool = True


class Pages:
    """Makes pages of what `music` holds."""

    def __init__(self, music: Music) -> None:
        self.music = music
        self.look = Look()

    def playlist(self, playlist: Playlist, country: str, *, empty: bool = False) -> str:
        """Return the page of a playlist; `empty`: as it is when its tracks could not be had."""
        songs = [] if empty else [self.music.songs[key] for key in playlist.songs[: playlist.shown]]
        scripts = ""
        if self.look.schema:
            told = _script(self._schema(playlist, songs, country))
            scripts += f'<script id=schema:music-playlist type="application/ld+json">{told}</script>'
        scripts += '<script>window.x = "<b>serialized-server-data</b>";</script>'
        if self.look.sections:
            scripts += self._data(self._sections(playlist, songs, country))
        return _page(playlist.title, scripts)

    def plain(self, title: str) -> str:
        """Return a page of the site that shows no tracks."""
        return _page(title, self._data([{"id": "shelf", "itemKind": "squareLockup", "items": []}]))

    def _data(self, sections: list[dict[str, Any]]) -> str:
        inside = [{"intent": {"$kind": "PageIntent"}, "data": {"sections": sections}}]
        told = _script({"data": inside, "userTokenHash": "0"} if self.look.rooted else inside)
        return f'<script type="application/json" id="serialized-server-data">{told}</script>'

    def _sections(self, playlist: Playlist, songs: list[Song], country: str) -> list[dict[str, Any]]:
        url = f"{SITE}/{country}/playlist/-/{playlist.id}"
        about = {"kind": "playlist", "identifiers": {"storeAdamID": playlist.id}, "url": url}
        head: dict[str, Any] = {
            "id": f"playlist-detail-header - {playlist.id}",
            "artwork": {
                "dictionary": {"width": 600, "height": 600, "url": "https://a.mzstatic.com/p/{w}x{h}{c}.{f}"}
            },
            "title": playlist.title,
            "subtitleLinks": [{"title": playlist.curator, "segue": {"$kind": "flowAction"}}],
            "modalPresentationDescriptor": {
                "headerTitle": playlist.title,
                "headerSubtitle": playlist.curator,
                "paragraphText": playlist.description or None,
            },
            "contentDescriptor": about,
        }
        if playlist.tells_count:
            head["trackCount"] = len(playlist.songs)
        beside = {"title": "Another", "contentDescriptor": {"kind": "playlist"}}
        return [
            {"id": "head", "itemKind": "containerDetailHeaderLockup", "items": [head]},
            {
                "id": f"track-list - {playlist.id}",
                "itemKind": "trackLockup",
                "containerContentDescriptor": about,
                "items": [self._lockup(song, country) for song in songs],
            },
            {"id": "more", "itemKind": "squareLockup", "items": [beside]},
        ]

    def _lockup(self, song: Song, country: str) -> dict[str, Any]:
        album = self.music.albums[song.album]
        url = f"{SITE}/{country}/album/-/{album.id}?i={song.id}"
        told: dict[str, Any] = {
            "id": f"track-lockup - {song.id}",
            "title": song.title,
            "duration": song.milliseconds,
            "tertiaryLinks": [{"title": album.title}],
            "contentDescriptor": {
                "kind": "musicVideo" if song.video else "song",
                "identifiers": {"storeAdamID": str(song.id)},
                "url": url,
            },
        }
        if self.look.names_artists:
            told["artistName"] = song.artist
            if self.look.links:
                told["subtitleLinks"] = [{"title": name} for name in song.artist.split(" & ")]
        return told

    def _schema(self, playlist: Playlist, songs: list[Song], country: str) -> dict[str, Any]:
        told: dict[str, Any] = {
            "@context": "http://schema.org",
            "@type": "MusicPlaylist",
            "name": playlist.title,
            "description": playlist.description,
            "author": {"@type": "Person", "name": playlist.curator},
            "track": [
                {
                    "@type": "MusicVideoObject" if song.video else "MusicRecording",
                    "name": song.title,
                    "duration": f"PT{song.milliseconds // 60_000}M{song.milliseconds // 1000 % 60}S",
                    "url": f"{SITE}/{country}/song/-/{song.id}",
                }
                for song in songs
            ],
        }
        if playlist.tells_count:
            told["numTracks"] = len(playlist.songs)
        return told


def _script(told: object) -> str:
    """Return data that can stand in a script: nothing in it ends that."""
    return json.dumps(told, ensure_ascii=False).replace("</", "<\\/")


def _page(title: str, scripts: str) -> str:
    name = html.escape(title)
    return (
        f'<!DOCTYPE html><html lang="en-US"><head><title>{name} on Apple Music</title>{scripts}</head>'
        f"<body><h1>{name}</h1></body></html>"
    )
