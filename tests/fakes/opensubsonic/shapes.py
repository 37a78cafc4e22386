"""How things look in JSON: bare as in old Subsonic, with the fields of OpenSubsonic where it is spoken."""

from datetime import datetime
from typing import Any

from fakes.opensubsonic.model import Album, Music, Playlist, Song, User, artist_id


def moment(at: datetime) -> str:
    """Return a date and time as the API writes it."""
    return at.isoformat().replace("+00:00", "Z")


class Shapes:
    """`rich`: with what OpenSubsonic adds; `real_paths` False: paths are made up of tags, as Navidrome does."""

    def __init__(self, music: Music, *, rich: bool, root: str, real_paths: bool) -> None:
        self.music = music
        self.rich = rich
        self.root = root
        self.real_paths = real_paths

    def song(self, song: Song, user: User) -> dict[str, Any]:
        """Return a Child."""
        album = self.music.albums[song.album_id]
        shown: dict[str, Any] = {
            "id": song.id,
            "parent": song.album_id,
            "isDir": False,
            "title": song.title,
            "album": album.name,
            "artist": " • ".join(song.artists),
            "track": song.track,
            "size": song.size,
            "contentType": song.content_type,
            "suffix": song.suffix,
            "duration": song.duration,
            "bitRate": song.bit_rate,
            "path": self.path(song, album),
            "discNumber": song.disc,
            "created": moment(song.created),
            "albumId": song.album_id,
            "artistId": artist_id(song.artists[0]),
            "type": "music",
            "isVideo": False,
        }
        if song.year is not None:
            shown["year"] = song.year
        if song.genres:
            shown["genre"] = song.genres[0]
        if song.cover:
            shown["coverArt"] = f"mf-{song.id}"
        if song.id in user.starred:
            shown["starred"] = moment(user.starred[song.id])
        if self.rich:
            shown |= self._more(song, album)
        return shown

    def path(self, song: Song, album: Album) -> str:
        """Return the path that is told."""
        if self.real_paths:
            return f"{self.root}{song.path}"
        return f"{album.artists[0]}/{album.name}/{song.disc:02}-{song.track:02} - {song.title}.{song.suffix}"

    def _more(self, song: Song, album: Album) -> dict[str, Any]:
        return {
            "bpm": 0,
            "comment": "",
            "sortName": song.title.casefold(),
            "mediaType": "song",
            "musicBrainzId": song.mbid,
            "isrc": list(song.isrc),
            "genres": [{"name": name} for name in song.genres],
            "replayGain": {},
            "channelCount": 2,
            "samplingRate": song.sampling_rate,
            "bitDepth": song.bit_depth,
            "moods": [],
            "artists": _people(song.artists),
            "displayArtist": " • ".join(song.artists),
            "albumArtists": _people(album.artists),
            "displayAlbumArtist": " • ".join(album.artists),
            "contributors": [],
            "displayComposer": "",
            "explicitStatus": "",
            "groupings": [],
            "works": [],
            "movements": [],
        }

    def album(self, album: Album) -> dict[str, Any]:
        """Return an AlbumID3 without its songs."""
        songs = [self.music.songs[song_id] for song_id in album.songs]
        shown: dict[str, Any] = {
            "id": album.id,
            "name": album.name,
            "artist": " • ".join(album.artists),
            "artistId": artist_id(album.artists[0]),
            "coverArt": f"al-{album.id}",
            "songCount": len(songs),
            "duration": sum(song.duration for song in songs),
            "created": moment(album.created),
        }
        if songs and songs[0].year is not None:
            shown["year"] = songs[0].year
        if self.rich:
            shown |= {
                "musicBrainzId": album.mbid,
                "genres": [],
                "artists": _people(album.artists),
                "displayArtist": " • ".join(album.artists),
                "releaseTypes": list(album.release_types),
                "isCompilation": "compilation" in album.release_types,
                "sortName": album.name.casefold(),
                "recordLabels": [],
                "moods": [],
                "discTitles": [],
                "explicitStatus": "",
                "originalReleaseDate": {},
                "releaseDate": {},
            }
        return shown

    def playlist(self, playlist: Playlist) -> dict[str, Any]:
        """Return a Playlist without its songs."""
        shown: dict[str, Any] = {
            "id": playlist.id,
            "name": playlist.name,
            "songCount": len(playlist.songs),
            "duration": sum(self.music.songs[song_id].duration for song_id in playlist.songs),
            "public": playlist.public,
            "owner": playlist.owner,
            "created": moment(playlist.created),
            "changed": moment(playlist.changed),
        }
        if playlist.comment:
            shown["comment"] = playlist.comment
        if self.rich:
            shown["readonly"] = playlist.readonly
            if playlist.readonly:
                shown["validUntil"] = moment(playlist.changed)
        return shown


def _people(names: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"id": artist_id(name), "name": name} for name in names]
