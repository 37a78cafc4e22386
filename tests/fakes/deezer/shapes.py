"""Things as Deezer tells them: whole, and short inside of others and in lists."""

from typing import Any

from fakes.deezer.model import Album, Artist, Music, Playlist, Track, User

SITE = "https://www.deezer.com"
API = "https://api.deezer.com"
_SIZES = (("small", 56), ("medium", 250), ("big", 500), ("xl", 1000))


def pictures(kind: str, name: str, number: int) -> dict[str, Any]:
    """Return the addresses of a picture in all sizes."""
    told: dict[str, Any] = {name: f"{API}/{kind}/{number}/image"}
    for size, pixels in _SIZES:
        told[f"{name}_{size}"] = f"https://cdn-images.dzcdn.net/images/{name}/{number}/{pixels}x{pixels}.jpg"
    return told


class Shapes:
    """Tells what `music` holds. `isrc_in_lists`: tracks in playlists have it too, as newer answers do."""

    def __init__(self, music: Music) -> None:
        self.music = music
        self.isrc_in_lists = False

    def artist(self, artist: Artist) -> dict[str, Any]:
        """Return an artist, whole."""
        told = {"id": artist.id, "name": artist.name, "link": f"{SITE}/artist/{artist.id}"}
        told |= {"share": f"{SITE}/artist/{artist.id}?utm_source=deezer"}
        told |= pictures("artist", "picture", artist.id)
        tracklist = f"{API}/artist/{artist.id}/top?limit=50"
        numbers = {"nb_album": len(artist.albums), "nb_fan": 7, "radio": True}
        return told | numbers | {"tracklist": tracklist, "type": "artist"}

    def by(self, artist: Artist) -> dict[str, Any]:
        """Return an artist inside of something else."""
        whole = self.artist(artist)
        return {name: whole[name] for name in ("id", "name", "tracklist", "type")}

    def contributors(self, artists: tuple[int, ...]) -> list[dict[str, Any]]:
        """Return all who play."""
        told = []
        for at, number in enumerate(artists):
            whole = self.artist(self.music.artists[number])
            whole = {name: value for name, value in whole.items() if not name.startswith("nb_")}
            told.append(whole | {"role": "Featured" if at else "Main"})
        return told

    def album(self, album: Album) -> dict[str, Any]:
        """Return an album, whole, with its tracks."""
        tracks = [self.music.tracks[key] for key in album.tracks]
        genre = {"id": album.genre, "name": self.music.genres[album.genre]}
        genre |= {"picture": f"{API}/genre/{album.genre}/image", "type": "genre"}
        return {
            "id": album.id,
            "title": album.title,
            "upc": album.upc,
            "link": f"{SITE}/album/{album.id}",
            "share": f"{SITE}/album/{album.id}?utm_source=deezer",
            **pictures("album", "cover", album.id),
            "md5_image": f"{album.id:032x}",
            "genre_id": album.genre,
            "genres": {"data": [genre]},
            "label": "Made up",
            "nb_tracks": len(tracks),
            "duration": sum(track.duration for track in tracks),
            "fans": 7,
            "release_date": album.released,
            "record_type": album.record_type,
            "available": True,
            "tracklist": f"{API}/album/{album.id}/tracks",
            "explicit_lyrics": False,
            "explicit_content_lyrics": 0,
            "explicit_content_cover": 0,
            "contributors": self.contributors((album.artist,)),
            "artist": self.by(self.music.artists[album.artist]) | pictures("artist", "picture", album.artist),
            "type": "album",
            "tracks": {"data": [self.track_in_list(track) for track in tracks]},
        }

    def album_in_list(self, album: Album, *, artist: bool = True) -> dict[str, Any]:
        """Return an album of a list; of an artist's list it does not repeat whose it is."""
        left_out = {"upc", "share", "genres", "label", "duration", "contributors", "tracks", "available"}
        told = {name: value for name, value in self.album(album).items() if name not in left_out}
        if not artist:
            del told["artist"], told["nb_tracks"]
        return told

    def album_found(self, album: Album) -> dict[str, Any]:
        """Return an album that a search found: its date is not told."""
        told = self.album_in_list(album)
        del told["release_date"], told["fans"]
        return told

    def track(self, track: Track) -> dict[str, Any]:
        """Return a track, whole."""
        album = self.music.albums[track.album]
        inside = {"id": album.id, "title": album.title, "link": f"{SITE}/album/{album.id}"}
        inside |= pictures("album", "cover", album.id) | {"md5_image": f"{album.id:032x}"}
        inside |= {
            "release_date": album.released,
            "tracklist": f"{API}/album/{album.id}/tracks",
            "type": "album",
        }
        artist = self.artist(self.music.artists[track.artists[0]])
        artist = {name: value for name, value in artist.items() if not name.startswith("nb_")}
        return {
            "id": track.id,
            "readable": track.readable,
            "title": track.title,
            "title_short": track.title,
            "title_version": "",
            "isrc": track.isrc,
            "link": f"{SITE}/track/{track.id}",
            "share": f"{SITE}/track/{track.id}?utm_source=deezer",
            "duration": track.duration,
            "track_position": track.position,
            "disk_number": track.disc,
            "rank": 997757,
            "release_date": album.released,
            "explicit_lyrics": False,
            "explicit_content_lyrics": 0,
            "explicit_content_cover": 0,
            "preview": "https://cdnt-preview.dzcdn.net/api/1/1/made-up.mp3",
            "bpm": 0,
            "gain": -11.3,
            "available_countries": ["DE", "FR"],
            "contributors": self.contributors(track.artists),
            "md5_image": f"{album.id:032x}",
            "track_token": "made-up",
            "artist": artist,
            "album": inside,
            "type": "podcast_episode" if track.episode else "track",
        }

    def track_in_list(self, track: Track) -> dict[str, Any]:
        """Return a track of a list: one artist, no place on its album, no ISRC."""
        left_out = {
            "isrc", "share", "track_position", "disk_number", "release_date", "bpm", "gain",
            "available_countries", "contributors", "track_token",
        }  # fmt: skip
        told = {name: value for name, value in self.track(track).items() if name not in left_out}
        told["artist"] = self.by(self.music.artists[track.artists[0]])
        told["album"] = {
            name: value for name, value in told["album"].items() if name not in {"link", "release_date"}
        }
        return told

    def track_of_playlist(self, track: Track, added: int) -> dict[str, Any]:
        """Return a track of a playlist, with when it was put there."""
        told = self.track_in_list(track) | {"time_add": added}
        return told | {"isrc": track.isrc} if self.isrc_in_lists else told

    def track_of_album(self, track: Track) -> dict[str, Any]:
        """Return a track of an album's own list: with ISRC and place, without the album."""
        told = self.track_in_list(track)
        del told["album"]
        return told | {"isrc": track.isrc, "track_position": track.position, "disk_number": track.disc}

    def playlist(self, playlist: Playlist) -> dict[str, Any]:
        """Return a playlist, whole but without its tracks."""
        told = self.playlist_in_list(playlist)
        told |= {"description": playlist.description, "unseen_track_count": 0}
        return told | {"share": f"{SITE}/playlist/{playlist.id}?utm_source=deezer"}

    def playlist_in_list(self, playlist: Playlist) -> dict[str, Any]:
        """Return a playlist of a list."""
        user = self.music.users[playlist.user]
        return {
            "id": playlist.id,
            "title": playlist.title,
            "duration": sum(self.music.tracks[key].duration for key, _ in playlist.tracks),
            "public": not playlist.private,
            "is_loved_track": playlist.loved,
            "collaborative": False,
            "nb_tracks": len(playlist.tracks),
            "fans": 0,
            "link": f"{SITE}/playlist/{playlist.id}",
            **pictures("playlist", "picture", playlist.id),
            "checksum": playlist.checksum,
            "tracklist": f"{API}/playlist/{playlist.id}/tracks",
            "creation_date": "2013-11-06 17:00:00",
            "time_add": 0,
            "time_mod": 1383757200,
            "creator": self.user(user) | {"tracklist": f"{API}/user/{user.id}/flow"},
            "type": "playlist",
        }

    def playlist_in_chart(self, playlist: Playlist) -> dict[str, Any]:
        """Return a playlist of a chart: whose it is stands under another name there."""
        told = self.playlist_in_list(playlist)
        told["user"] = told.pop("creator")
        return told

    def user(self, user: User) -> dict[str, Any]:
        """Return a user."""
        return {"id": user.id, "name": user.name, "tracklist": f"{API}/user/{user.id}/flow", "type": "user"}

    def genre(self, number: int, name: str) -> dict[str, Any]:
        """Return a genre."""
        return {"id": number, "name": name, **pictures("genre", "picture", number), "type": "genre"}
